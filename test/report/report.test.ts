import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setsOf } from '../../host/records/summary.ts';
import { sessionReport } from '../../host/report/report.ts';
import { STYLE } from '../../host/report/style.ts';
import { ROOT } from '../source-files.ts';
import { changed, reportFacts } from './report-facts-fixture.ts';

const facts = reportFacts();
const body = (page: string): string => page.slice(page.indexOf('<body>'));
/** What somebody reads: tags gone, spaces as one. */
const textOf = (page: string): string =>
  body(page)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
const text = textOf(sessionReport(facts));

test('who, what and when stand at the top, and that it is a simulation', () => {
  expect(text).toMatch(
    /^ Simulation: no real patient or device Session report Knee extension Person sim-1 Session 10 March 2026 at 09:12/,
  );
  expect(textOf(sessionReport(changed(facts, {}, { simulated: false })))).not.toContain('Simulation');
});

test('a paragraph for the patient, and one with figures for the clinician', () => {
  expect(text).toMatch(/For you You did 16 repetitions in 2 sets, and your knee moved through \d+° on average\./);
  expect(text).toMatch(
    /For the clinician Range of motion [\d.]+ ± [\d.]+° over 16 repetitions; peaks \d+° to \d+°, \d+ of 16/,
  );
  expect(text).toMatch(/Median tempo: out \d\.\d of 2\.0 s, hold/);
});

test('every repetition has a row with its uncertainty', () => {
  const page = sessionReport(facts);
  const rows = page.match(/<tr><th scope="row">\d+<\/th>/g) ?? [];
  expect(rows.length).toBeGreaterThanOrEqual(16);
  const first = facts.document.reps[0]!;
  expect(text).toContain(`${first.rom_deg.toFixed(0)}° ± 1°`);
  expect(text).toContain(`${first.tempo_s.out.toFixed(1)} s ± 0.1`);
  expect(text).toContain('−1.45 ± 0.04');
});

test('a column that nothing is known for is left out', () => {
  expect(text).not.toContain('Template distance');
  expect(text).toContain('Unsteadiness');
});

test('the range is held against the person’s own earlier sessions, and only where there are enough', () => {
  expect(text).toMatch(/noise: ± [\d.]+° over 4 earlier sessions/);
  const alone = textOf(sessionReport({ ...facts, earlier: facts.earlier.slice(2) }));
  expect(alone).toContain('too few earlier sessions');
  expect(alone).not.toContain('noise: ±');
});

test('a trend over the set is told with its uncertainty, and not called tiring', () => {
  expect(text).toMatch(/Set 1: (no change of range beyond its uncertainty|the range (fell|rose) by) .*Set 2:/);
  expect(text).toMatch(/Range [−+][\d.]+° ± [\d.]+ [−+][\d.]+° ± [\d.]+ Fastest speed/);
});

test('doubts are told once each, in words, with the repetitions they touch', () => {
  const doubt = { kind: 'slipped', sensor: 'thigh', by_deg: 9.4 } as const;
  const reps = facts.document.reps.map((rep) => (rep.index > 14 ? { ...rep, doubts: [doubt] } : rep));
  const doubted = textOf(sessionReport(changed(facts, {}, { reps })));
  expect(doubted).toMatch(/The band on the thigh slipped by about 9°: fasten the strap\. \(repetition 15, 16\)/);
  expect(doubted).toContain('2 repetitions carry a doubt about a sensor.');
  expect(doubted).toMatch(/For you You did .* fasten the strap\. .*For the clinician/);
  expect(text).toContain('Nothing speaks against the sensors.');
});

test('the dose is told beside what was prescribed', () => {
  expect(text).toMatch(
    /Current 12\.0 mA 12\.0 mA peak Time 60 s 60\.0 s Pulses 80 a second, 200 µs 4,800 Charge – 11,520 µC/,
  );
});

test('a long set is drawn in rows, and the page stays small', () => {
  const reps = facts.document.reps.map((rep) => ({ ...rep, set: 1 }));
  const long = changed(facts, { sets: setsOf(reps) }, { reps });
  const page = sessionReport(long);
  expect(textOf(page)).toContain('repetitions 1 to 8');
  expect(textOf(page)).toContain('repetitions 9 to 16');
  expect(page.length).toBeLessThan(100_000);
});

test('a session without any repetition has a report too', () => {
  const empty = changed(facts, { sets: [] }, { reps: [] });
  const words = textOf(sessionReport({ ...empty, curve: { tS: [], angleDeg: [] } }));
  expect(words).toContain('No repetition was counted in this session.');
  expect(words).not.toContain('NaN');
});

test('what is stored is told as text, whatever it holds', () => {
  const nasty = '<img src=x onerror="alert(1)">&"\'';
  const session = { person: nasty, exercise: nasty, site: nasty, sensors: [nasty] };
  const mark = { version: 1, demonstrated_at: '2026-03-01T00:00:00.000Z', prescribed_by: nasty };
  const stimulation = { ...facts.document.stimulation, stop_reason: nasty, prescription_id: nasty };
  const reps = facts.document.reps.map((rep) => ({
    ...rep,
    doubts: [{ kind: 'swapped', sensor: nasty, with: nasty } as const],
  }));
  const page = sessionReport(changed(facts, { ...session, movement_prescription: mark }, { stimulation, reps }));
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&quot;&#39;');
});

test('in confidence mode the patient reads no target and nothing that fell short; the clinician reads all', () => {
  const spared = changed(facts, { cue_policy: 'confidence' });
  const forPatient = textOf(sessionReport({ ...spared, reader: 'patient' }));
  expect(forPatient).toContain('You did 16 repetitions in 2 sets. Well done.');
  expect(forPatient).not.toMatch(/target|instead|slowly|SPARC|within/i);
  const forClinician = textOf(sessionReport(spared));
  expect(forClinician).toContain('Peaks in target');
  expect(forClinician).toContain('Cues were given in confidence mode');
});

test('in confidence mode what grew beyond its noise is told, and what shrank is not', () => {
  const times = (factor: number) => {
    const reps = facts.document.reps.map((rep) => ({ ...rep, rom_deg: factor * rep.rom_deg }));
    return textOf(sessionReport({ ...changed(facts, { cue_policy: 'confidence' }, { reps }), reader: 'patient' }));
  };
  expect(times(1.4)).toContain('You moved further than before.');
  expect(times(1)).not.toContain('than before');
  expect(times(0.6)).not.toContain('than before');
});

test('a demonstration is called one, and is measured against no target', () => {
  const page = textOf(sessionReport(changed(facts, { purpose: 'demonstration' })));
  expect(page).toContain('Demonstration Knee extension');
  expect(page).not.toMatch(/in target|within 60/i);
});

test('a target that came from a demonstration says so, and its template is drawn', () => {
  const mark = { version: 2, demonstrated_at: '2026-03-01T08:00:00.000Z', prescribed_by: 'Dr. Keller' };
  const template = { meanDeg: Array(101).fill(40), deviationDeg: Array(101).fill(2) };
  const page = sessionReport({ ...changed(facts, { movement_prescription: mark }), template });
  expect(textOf(page)).toContain('from the demonstration of 1 Mar 2026, prescribed by Dr. Keller (version 2)');
  expect(body(page)).toContain('class="template"');
  expect(textOf(page)).toContain('as demonstrated');
});

test('nothing is loaded and nothing runs', () => {
  const page = sessionReport(facts);
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:|\bon\w+="/);
  expect(page).not.toContain(' style="');
});

test('its colours are those of the pages', () => {
  const tokens = readFileSync(join(ROOT, 'host/screen/web/styles/tokens.css'), 'utf8');
  const used = [...STYLE.matchAll(/(--[a-z-]+): (#[0-9a-f]+);/g)].map(([, name, colour]) => `${name}: ${colour};`);
  expect(used.length).toBeGreaterThan(40);
  expect(used.filter((token) => !tokens.includes(token))).toEqual([]);
});
