import { describe, expect, it } from 'vitest';
import { sessionReport } from '../../host/report/report.ts';
import { changed, reportFacts } from './report-facts-fixture.ts';

const facts = reportFacts();
const ofSide = (side: 'left' | 'right', share = 1) => {
  const reps = facts.document.reps.map((rep) => ({
    ...rep,
    metrics: { ...rep.metrics!, rom_deg: { value: share * rep.rom_deg, sigma: 1 } },
  }));
  return changed(facts, { side }, { reps });
};

describe('left and right in the report', () => {
  it('says how far this side comes as a share of the other, with its uncertainty', () => {
    const page = sessionReport({ ...ofSide('right'), otherSide: ofSide('left', 0.8).document });
    expect(page).toContain('Left and right');
    expect(page).toMatch(/Range of motion<\/th>.*125\.0 ± \d/);
    expect(page).toContain('right as a share of left');
  });

  it('is silent where nobody said which side, where the other was never exercised, and to the patient', () => {
    expect(sessionReport(facts)).not.toContain('Left and right');
    expect(sessionReport(ofSide('right'))).not.toContain('Left and right');
    const both = { ...ofSide('right'), otherSide: ofSide('left', 0.8).document };
    expect(sessionReport({ ...both, reader: 'patient' })).not.toContain('Left and right');
  });
});
