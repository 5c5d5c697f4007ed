import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { documentOf, expectOneLine, runLimber, scratchFolder } from './limber.ts';

const folder = scratchFolder('report');
const data = join(folder, 'data');
let id: string;
beforeAll(async () => {
  const run = await runLimber(['run', '--once', '--json', '--speed', 'max', '--cues', 'confidence', '--data', data]);
  const document = documentOf(run);
  expect(document.session.cue_policy).toBe('confidence');
  id = document.session.id;
});

describe('limber report', () => {
  test('writes one page of the newest session, or of one that is named', async () => {
    const out = join(folder, 'report.html');
    const written = await runLimber(['report', '--session', 'latest', '--data', data, '--out', out]);
    expect(written).toMatchObject({ code: 0, stdout: '' });
    const page = readFileSync(out, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('Simulation: no real patient or device');
    expect(page).toContain('For the clinician');
    expect(page.length).toBeLessThan(250_000);
    expect(await runLimber(['report', '--session', id, '--data', data])).toMatchObject({ code: 0, stdout: page });
  });

  test('for a patient in confidence mode leaves every deviation out', async () => {
    const { stdout } = await runLimber(['report', '--session', id, '--for', 'patient', '--data', data]);
    expect(stdout).toContain('Well done.');
    expect(stdout).not.toContain('For the clinician');
  });

  test('of an unknown session is one line that names those there are', async () => {
    expectOneLine(
      await runLimber(['report', '--session', 'nobody', '--data', data]),
      1,
      new RegExp(`No finished session has the id nobody; the newest are ${id}`),
    );
  });
});

describe('limber prescribe', () => {
  const shown = join(folder, 'shown');
  const run = (...args: readonly string[]) =>
    runLimber(['run', '--once', '--json', '--speed', 'max', '--data', shown, ...args]);
  const prescribe = (session: string, ...args: readonly string[]) =>
    runLimber(['prescribe', '--session', session, '--by', 'Dr. Keller', ...args]);

  test('makes a demonstration the prescription, and the next session goes by it', async () => {
    const demonstration = documentOf(await run('--demonstration'));
    expect(demonstration).toMatchObject({ session: { purpose: 'demonstration' }, stimulation: { pulses: 0 } });
    expect(demonstration.reps).toHaveLength(6);
    const { id: session } = demonstration.session;
    const said = await prescribe(session, '--data', shown);
    expect(said.stderr).toMatch(/^Prescribed \(version 1\): \d+ to \d+°, out \d\.\d s, hold/);
    const next = documentOf(await run('--seed', '2'));
    expect(next.session.movement_prescription).toMatchObject({ version: 1, prescribed_by: 'Dr. Keller' });
    const peaks = demonstration.reps.map((rep) => rep.peak_deg);
    expect(next.session.target_deg.low).toBeLessThan(Math.min(...peaks));
    expect(next.session.target_deg.high).toBeGreaterThan(Math.max(...peaks));
    const page = await runLimber(['report', '--session', 'latest', '--data', shown]);
    expect(page.stdout).toContain('prescribed by Dr. Keller (version 1)');
  });

  test('takes demonstrations only, and says so in one line', async () => {
    expectOneLine(await prescribe(id, '--data', data), 2, /Only a demonstration can be prescribed from/);
    expectOneLine(await prescribe(id, '--data', data, '--leave-out', 'x'), 2, /numbers of repetitions/);
    expectOneLine(await prescribe('nobody', '--data', data), 1, /No finished session has the id nobody/);
  });
});
