import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RepDocument } from '../../host/cli/rep-document.ts';
import { readTemplates } from '../../host/cli/templates-file.ts';
import { TRACK_VALUES, type Track } from '../../host/motion/templates/track.ts';
import type { ErrorCode } from '../../protocol/error-catalogue.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import { ARM_SENSORS, anglesDeg, armTrack, CORRECT, FAST, LIFT, set } from '../motion/templates/arm.ts';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';

const HEADER = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads';
const folder = scratchFolder('enrolled');

/** Writes each sensor of a track; returns the files, named relative to the folder. */
function writeTrack(name: string, track: Track): Record<string, string> {
  return Object.fromEntries(
    track.sensors.map((sensor, s) => {
      const file = `${name}-${s}.csv`;
      const lines = Array.from({ length: track.count }, (_, i) => {
        const [gx, gy, gz, ...acc] = track.values[s]!.subarray(i * TRACK_VALUES, (i + 1) * TRACK_VALUES);
        return [track.t0S + i / track.rateHz, ...acc, gx, gy, gz].join(',');
      });
      writeFileSync(join(folder, file), [HEADER, ...lines, ''].join('\n'));
      return [sensor, file];
    }),
  );
}

const enrolled = writeTrack('enrolled', armTrack(LIFT, anglesDeg([...set(1, CORRECT, 2), ...set(1, FAST, 2)]), 100));
const session = writeTrack('session', armTrack(LIFT, anglesDeg([...set(2, CORRECT), ...set(2, FAST)]), 5000, 7));
// The correct one begins after 2 s of rest and takes 6.4 s, the fast one after 2 more twice and takes 1.5 s.
const CORRECT_ONE = {
  exercise: 'Äpfel pflücken',
  execution: 'correct',
  person: 'p7',
  sensors: enrolled,
  start_s: 101.7,
  end_s: 108.7,
};
const FAST_ONE = { ...CORRECT_ONE, execution: 'zu schnell', start_s: 112.1, end_s: 114.2 };

function templatesFile(name: string, content: unknown): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const sensorsOf = (files: Record<string, string>): string =>
  Object.entries(files)
    .map(([name, file]) => `${name}=${join(folder, file)}`)
    .join(',');

describe('analyse reps with templates', () => {
  test('names come back unchanged, times are those of the recording, everything promised is there', async () => {
    const out = join(folder, 'reps.json');
    const templates = templatesFile('templates', [CORRECT_ONE, FAST_ONE]);
    const what = ['--sensors', sensorsOf(session), '--templates', templates, '--person', 'p7', '--out', out];
    const { code, stderr } = await runLimber(['analyse', 'reps', ...what]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('100 %');
    const reps = JSON.parse(readFileSync(out, 'utf8')) as readonly RepDocument[];
    expect(reps.map(({ exercise }) => exercise)).toEqual(Array(4).fill('Äpfel pflücken'));
    expect(reps.map(({ execution }) => execution)).toEqual(['correct', 'correct', 'zu schnell', 'zu schnell']);
    // The first repetition begins after 1.5 s of rest.
    expect(Math.abs(reps[0]!.start_s - 5001.2)).toBeLessThan(0.2);
    for (const rep of reps) {
      expect(rep.end_s).toBeGreaterThan(rep.start_s);
      expect(rep.confidence).toBeGreaterThan(0);
      expect(rep.confidence).toBeLessThanOrEqual(1);
      expect(Math.abs(rep.rom_deg - 71)).toBeLessThan(4);
      expect(rep.phases.map(({ phase }) => phase)).toEqual(['out', 'hold', 'back']);
      expect(rep.metrics).toHaveProperty('smoothness');
      expect(rep.doubts).toEqual([]);
    }
  });

  test('a stretch marked far beyond its recording, a sensor that not every template has, and an unknown person', async () => {
    const long = { ...FAST_ONE, end_s: 1e12 };
    const [first] = Object.keys(enrolled);
    const bare = { ...CORRECT_ONE, sensors: { [first!]: enrolled[first!] } };
    const templates = templatesFile('loose', [bare, long]);
    const what = ['--templates', templates, '--person', 'nobody', '--out', join(folder, 'loose-reps.json')];
    const { code, stderr } = await runLimber(['analyse', 'reps', '--sensors', sensorsOf(session), ...what]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Not every template has imu 2: left out/);
    expect(stderr).toMatch(/No template is of "nobody"/);
  });

  test('sensors of one session whose clocks have nothing to do with each other', async () => {
    const elsewhere = writeTrack('elsewhere', armTrack(LIFT, anglesDeg(set(1, CORRECT)), 1.7e9));
    const [first, second] = Object.keys(session);
    const sensors = sensorsOf({ [first!]: session[first!]!, [second!]: elsewhere[second!]! });
    const templates = templatesFile('clocks', [CORRECT_ONE]);
    const what = ['--sensors', sensors, '--templates', templates, '--out', join(folder, 'none.json')];
    expectOneLine(await runLimber(['analyse', 'reps', ...what]), 1, /they share no time/);
  });

  test('bands in each other’s place: repetitions all the same, marked, and said once in words', async () => {
    const out = join(folder, 'swapped.json');
    const templates = templatesFile('worn-right', [CORRECT_ONE, FAST_ONE]);
    const [first, second] = Object.keys(session) as [string, string];
    const sensors = sensorsOf({ [first]: session[second]!, [second]: session[first]! });
    const what = ['--sensors', sensors, '--templates', templates, '--person', 'p7', '--out', out];
    const { code, stderr } = await runLimber(['analyse', 'reps', ...what]);
    expect(code, stderr).toBe(0);
    const words = `The band on the ${first} looks swapped with the one on the ${second}: change them over. (4 of 4 repetitions)`;
    expect(stderr.split('\n').filter((line) => line.includes('swapped with'))).toEqual([words]);
    const reps = JSON.parse(readFileSync(out, 'utf8')) as readonly RepDocument[];
    expect(reps.map(({ execution }) => execution)).toEqual(['correct', 'correct', 'zu schnell', 'zu schnell']);
    for (const { doubts } of reps) expect(doubts).toEqual([{ kind: 'swapped', sensor: first, with: second }]);
  });

  test('neither exercise nor templates', async () => {
    const what = ['--sensors', sensorsOf(session), '--out', join(folder, 'none.json')];
    expectOneLine(await runLimber(['analyse', 'reps', ...what]), 2, /--exercise <id> or by --templates <file>/);
  });

  test('without templates a sensor is named by its placement', async () => {
    const what = ['--sensors', sensorsOf(session), '--exercise', 'elbow-flexion', '--out', join(folder, 'none.json')];
    expectOneLine(await runLimber(['analyse', 'reps', ...what]), 2, /"imu1" is no placement/);
  });
});

const other = (fields: Record<string, unknown>): unknown => [CORRECT_ONE, { ...FAST_ONE, ...fields }];
const BAD: readonly (readonly [string, unknown, ErrorCode, RegExp])[] = [
  ['no JSON', '[{', 'templates/bad-format', /is not JSON/],
  ['NaN', JSON.stringify([CORRECT_ONE]).replace('101.7', 'NaN'), 'templates/bad-format', /is not JSON/],
  ['no list', { templates: [] }, 'templates/bad-format', /must be a list of templates/],
  ['an empty list', [], 'templates/bad-format', /holds no template/],
  [
    'an end before the start',
    other({ start_s: 114.2, end_s: 112 }),
    'templates/bad-format',
    /template 2: end_s must be later/,
  ],
  [
    'a start that is no number',
    other({ start_s: '112' }),
    'templates/bad-format',
    /template 2: start_s must be a number/,
  ],
  ['no end', [{ ...CORRECT_ONE, end_s: undefined }], 'templates/bad-format', /template 1: end_s is missing/],
  ['no exercise', other({ exercise: '' }), 'templates/bad-format', /template 2: exercise must not be empty/],
  ['no execution', other({ execution: null }), 'templates/bad-format', /template 2: execution must be text/],
  ['no sensors', other({ sensors: {} }), 'templates/bad-format', /template 2: sensors must name a file/],
  [
    'a stretch outside the recording',
    other({ start_s: 900, end_s: 910 }),
    'templates/bad-format',
    /template 2: .* 900 s to 910 s/,
  ],
  [
    'a sensor the session does not have',
    other({ sensors: { nose: 'a.csv' } }),
    'templates/sensor-missing',
    /template 2 has a sensor nose/,
  ],
  [
    'no sensor in common',
    [
      { ...CORRECT_ONE, sensors: { imu1: enrolled.imu1 } },
      { ...FAST_ONE, sensors: { 'imu 2': enrolled['imu 2'] } },
    ],
    'templates/sensor-missing',
    /no sensor is part of every template/,
  ],
  [
    'a recording that is not there',
    other({ sensors: { imu1: 'gone.csv' } }),
    'recording/unreadable',
    /gone\.csv cannot be read/,
  ],
];

describe('a bad templates file is one clear error', () => {
  test.each(BAD)('%s', (name, content, code, words) => {
    const read = (): unknown => readTemplates(templatesFile(name, content), ARM_SENSORS, 'p7');
    expect(read).toThrow(LimberError);
    expect(read).toThrow(words);
    expect(read).toThrow(expect.objectContaining({ code }));
  });

  test('a file that is not there, as a user sees it', async () => {
    const what = ['--sensors', sensorsOf(session), '--templates', join(folder, 'gone.json'), '--out', 'none.json'];
    expectOneLine(await runLimber(['analyse', 'reps', ...what]), 1, /gone\.json cannot be read/);
  });
});

test('templates are told by --person to be own or not; without a person they are nobody’s own', () => {
  const file = templatesFile('persons', [CORRECT_ONE, { ...FAST_ONE, person: 'p8' }]);
  const own = (person?: string): boolean[] => readTemplates(file, ARM_SENSORS, person).map(({ isOwn }) => isOwn);
  expect(own('p7')).toEqual([true, false]);
  expect(own('p9')).toEqual([false, false]);
  expect(own()).toEqual([false, false]);
});
