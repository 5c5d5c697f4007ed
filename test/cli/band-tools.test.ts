import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMONSTRATION_SCRIPT, scriptedMovement } from '../../sim/patient.ts';
import { seededRandom } from '../../sim/random.ts';
import { documentOf, expectOneLine, type Finished, runLimber, scratchFolder, startLimber } from './limber.ts';
import { type ServedBands, serveBands } from './served-bands.ts';

/** Of the simulated bands; a machine that is busy with other tests keeps up with this. */
const SPEED = 5;
const SEED = 3;
const BANDS_LIVE_MS = 300_000;
const LONG_MS = 100_000;
const truth = scriptedMovement(DEMONSTRATION_SCRIPT, seededRandom(SEED).fork('script'));
const firstSet = truth.reps.slice(0, DEMONSTRATION_SCRIPT.repsPerSet);
/** A patient sits still for so long after a host has come: sim/serve-world.ts. */
const HOST_START_S = 3;
const out = join(scratchFolder('record'), 'knee');

let patient: ServedBands;
let ports: ServedBands['ports'];
const at = (placement: string): string[] => ['--port', `${placement}=${ports[placement]}`];
const speed = ['--speed', String(SPEED)];
const sensors = (): string => ['thigh', 'shank'].map((name) => `${name}=${join(out, `${name}.csv`)}`).join(',');
const linesOf = ({ stdout }: Finished): readonly object[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);

beforeAll(async () => {
  patient = await serveBands({ seed: SEED, speed: SPEED, liveMs: BANDS_LIVE_MS });
  ports = patient.ports;
});
afterAll(() => patient.close());

test(
  'what is recorded of a session replays to the same repetitions, and analyse finds them too',
  async () => {
    // The first set, with what the patient waits before it, and a part of the rest behind it.
    const seconds = String(Math.ceil(firstSet.at(-1)!.endS) + HOST_START_S * SPEED + 6);
    const recorded = await startLimber(
      ['record', ...at('thigh'), ...at('shank'), '--out', out, '--seconds', seconds, ...speed, '--json'],
      undefined,
      {},
      LONG_MS,
    ).finished;
    expect(recorded.code, recorded.stderr).toBe(0);
    const document = JSON.parse(recorded.stdout) as { simulated: boolean; sensors: { samples: number }[] };
    expect(document).toMatchObject({ schema: 'limber/recording/1', simulated: true });
    expect(JSON.parse(readFileSync(join(out, 'recording.json'), 'utf8'))).toEqual(document);
    const replayed = documentOf(
      await runLimber([
        'replay',
        '--exercise',
        'knee-extension',
        '--sensors',
        sensors(),
        '--json',
        '--data',
        join(out, 'data'),
      ]),
    );
    expect(replayed.reps).toHaveLength(firstSet.length);
    const reps = join(out, 'reps.json');
    const analysed = await runLimber([
      'analyse',
      'reps',
      '--exercise',
      'knee-extension',
      '--sensors',
      sensors(),
      '--out',
      reps,
    ]);
    expect(analysed.code, analysed.stderr).toBe(0);
    const found = JSON.parse(readFileSync(reps, 'utf8')) as { rom_deg: number; start_s: number }[];
    expect(found).toHaveLength(firstSet.length);
    // The true course, shifted: when the patient began on the recording's clock nobody told. One start found early or late moves no other.
    const shiftsS = found.map(({ start_s }, i) => start_s - firstSet[i]!.startS);
    const beganS = shiftsS.toSorted((a, b) => a - b)[shiftsS.length >> 1]!;
    for (const [i, { start_s, rom_deg }] of found.entries()) {
      expect(Math.abs(start_s - beganS - firstSet[i]!.startS)).toBeLessThan(0.5);
      expect(Math.abs(rom_deg - replayed.reps[i]!.rom_deg)).toBeLessThan(2);
    }
    const angle = join(out, 'angle.csv');
    const followed = await runLimber([
      'analyse',
      'angle',
      '--exercise',
      'knee-extension',
      '--sensors',
      sensors(),
      '--out',
      angle,
    ]);
    expect(followed.code, followed.stderr).toBe(0);
    expect(readFileSync(angle, 'utf8').split('\n').length).toBeGreaterThan(4000);
  },
  LONG_MS,
);

test('a recording is not written over', async () => {
  const finished = await runLimber(['record', ...at('thigh'), '--out', out, '--seconds', '1', ...speed]);
  expectOneLine(finished, 1, /recording\.json exists and is kept\. Choose another --out\./);
});

test('scan names every band, its port and what is to be done about it', async () => {
  const pattern = join(dirname(ports.thigh!), '*');
  const { code, stdout, stderr } = await runLimber(['scan', '--only', '--no-bluetooth', '--port', pattern]);
  expect(code, stderr).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^band +role +board +firmware +keys +battery +calibrated +where$/);
  expect(lines.slice(1, 4).filter((line) => / motion +puck .* same /.test(line))).toHaveLength(2);
  expect(lines.slice(1, 4).filter((line) => / stim +xiao .* same +yes /.test(line))).toHaveLength(1);
  expect(lines[4]).toBe('3 bands on serial ports');
  expect(lines.slice(5).join('\n')).toMatch(/never calibrated: limber calibrate/);
});

test('a port that is not there is a line beside the bands that are', async () => {
  const { code, stdout } = await runLimber([
    ...['scan', '--only', '--no-bluetooth', '--json', '--port', '/dev/ttyNOTHERE', '--port', ports.thigh!],
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    bands: [{ role: 'motion', simulated: true, where: ports.thigh }],
    silent_ports: [{ path: '/dev/ttyNOTHERE', failure: 'there is no such port' }],
    bluetooth: { searched: false, reason: null },
  });
});

test('monitor prints a line for each band each second, and a summary at the end', async () => {
  const finished = await runLimber([
    'monitor',
    ...at('thigh'),
    '--port',
    ports.knee!,
    '--seconds',
    '8',
    ...speed,
    '--json',
  ]);
  expect(finished.code, finished.stderr).toBe(0);
  const lines = linesOf(finished);
  expect(lines).toHaveLength(2 * 8 + 1);
  expect(lines.at(-3)).toMatchObject({
    schema: 'limber/monitor/1',
    t_s: 8,
    name: 'thigh',
    state: 'streams',
    nominal_hz: 104,
  });
  expect(lines.at(-1)).toMatchObject({
    schema: 'limber/monitor-summary/1',
    bands: [{ name: 'thigh', simulated: true }, { stimulation: expect.stringMatching(/IDLE|LOCKOUT/) }],
  });
});

test('Ctrl-C ends watching with the summary', async () => {
  const watching = startLimber(['monitor', ...at('shank'), ...speed]);
  await watching.printed(/streams/, 'stdout');
  watching.child.kill('SIGINT');
  const { code, stdout } = await watching.finished;
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n1 band for \d+ s\n {2}shank sim-puck-\d+ \(simulated\): \d+ samples/);
});

test('a band has its own rate again after it was recorded at another', async () => {
  const folder = join(scratchFolder('rate'), 'fast');
  const recorded = await runLimber([
    'record',
    ...at('thigh'),
    '--out',
    folder,
    '--rate',
    '208',
    '--seconds',
    '15',
    ...speed,
  ]);
  expect(recorded.code, recorded.stderr).toBe(0);
  expect(recorded.stdout).toMatch(/^thigh \(sim-puck-\d+\): \d{4} samples over 1[45]\.\d s/);
  const watched = await runLimber(['monitor', ...at('thigh'), '--seconds', '8', ...speed, '--json']);
  expect(linesOf(watched).at(-2)).toMatchObject({ nominal_hz: 104 });
});

test('Ctrl-C ends a recording with whole files', async () => {
  const folder = join(scratchFolder('cut'), 'short');
  const recording = startLimber(['record', ...at('thigh'), '--out', folder, ...speed]);
  await recording.printed(/recording thigh; Ctrl-C ends it/);
  const { finished } = startLimber(['scan', '--only', '--no-bluetooth', '--port', ports.thigh!]);
  // A port has one owner: by the time that somebody else was refused some seconds of the band are on disk.
  expect((await finished).stdout).toMatch(/held by another program, a gateway or a terminal/);
  recording.child.kill('SIGINT');
  const { code, stdout } = await recording.finished;
  expect(code).toBe(0);
  expect(stdout).toMatch(/nothing interpolated|interpolated \(/);
  expect(existsSync(join(folder, 'thigh.csv'))).toBe(true);
  expect(existsSync(join(folder, 'thigh.csv.part'))).toBe(false);
});

test('a stim band is not recorded, a port that is not there neither, each in one line', async () => {
  const folder = scratchFolder('none');
  const stim = await runLimber(['record', '--port', ports.knee!, '--out', folder, '--seconds', '1', ...speed]);
  expectOneLine(stim, 1, /is a stim band: it measures no movement/);
  const nowhere = await runLimber(['record', '--port', '/dev/ttyNOTHERE', '--out', folder]);
  expectOneLine(nowhere, 1, /\/dev\/ttyNOTHERE cannot be opened/);
  const rate = await runLimber(['record', '--port', ports.thigh!, '--rate', '100']);
  expectOneLine(rate, 2, /A rate is one of 52, 104, 208/);
});
