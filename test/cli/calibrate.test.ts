import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openArchive } from '../../host/records/store.ts';
import { decodeCalibration } from '../../protocol/calibration.ts';
import { seededRandom } from '../../sim/random.ts';
import { recordedSensor } from '../motion/calibration/recorded-sensor.ts';
import { SEED } from '../seeded.ts';
import { expectOneLine, runInOneProcess, runLimber, scratchFolder } from './limber.ts';
import { type ServedBands, serveBands } from './served-bands.ts';

const SPEED = 10;
const BANDS_LIVE_MS = 200_000;
const data = join(scratchFolder('calibrate'), 'data');
const operator = ['--operator', 'A. Example'];

interface BandDocument {
  readonly device: string;
  readonly calibrated: boolean;
  readonly on_band: boolean;
  readonly tag: string;
  readonly gyro: { readonly rest_s: number };
  readonly accelerometer: {
    readonly poses: number;
    readonly tilt_error_deg: { readonly before: number; readonly after: number };
    readonly length_error_mg: { readonly before: number; readonly after: number };
  };
}

describe('bands in a holder, on ports', () => {
  let bands: ServedBands;
  let ports: readonly string[];
  let devices: readonly BandDocument[];

  beforeAll(async () => {
    bands = await serveBands({ seed: 3, speed: SPEED, liveMs: BANDS_LIVE_MS, more: ['--turned', '2'] });
    ports = bands.devices.map(({ port }) => port);
  });
  afterAll(() => bands.close());

  test('are calibrated through one sequence of poses, keep it, and are in the records with date and operator', async () => {
    const at = ports.flatMap((port) => ['--port', port]);
    const finished = await runLimber([
      'calibrate',
      ...at,
      ...operator,
      '--speed',
      String(SPEED),
      '--data',
      data,
      '--json',
    ]);
    expect(finished.code, finished.stderr).toBe(0);
    expect(finished.stderr).toMatch(/Lay the holder down and let go for 5 s/);
    const document = JSON.parse(finished.stdout) as { operator: string; bands: BandDocument[] };
    devices = document.bands;
    expect(document.operator).toBe('A. Example');
    for (const band of devices) {
      expect(band).toMatchObject({ calibrated: true, on_band: true, gyro: { rest_s: 5 } });
      expect(band.accelerometer.poses).toBeGreaterThanOrEqual(16);
      expect(band.accelerometer.tilt_error_deg.after).toBeLessThan(0.08);
      expect(band.accelerometer.length_error_mg.after).toBeLessThan(band.accelerometer.length_error_mg.before / 5);
    }
  });

  test('the records have the very bytes that the band keeps', () => {
    const archive = openArchive(data);
    for (const { device, tag } of devices) {
      const [record, ...more] = archive.calibrations(device);
      expect(more).toEqual([]);
      expect(record).toMatchObject({ operator: 'A. Example', tag, onBand: true });
      expect(decodeCalibration(record!.bytes)).toMatchObject({ ok: true, value: { madeAtS: record!.madeAtMs / 1000 } });
    }
    expect(archive.audit.of('', ['calibration'])).toHaveLength(2);
    archive.close();
  });

  test('the gyroscope alone, made anew: the accelerometer keeps what it had', async () => {
    const [port] = ports;
    const what = ['--what', 'gyro', '--device', devices[0]!.device];
    const finished = await runLimber([
      'calibrate',
      '--port',
      port!,
      ...operator,
      ...what,
      '--speed',
      String(SPEED),
      '--data',
      data,
    ]);
    expect(finished.code, finished.stderr).toBe(0);
    expect(finished.stderr).toMatch(/gyroscope at rest: .* before, 0 \+-0\.00\d\d deg\/s after/);
    const archive = openArchive(data);
    const [before, after] = archive.calibrations(devices[0]!.device).map(({ bytes }) => decodeCalibration(bytes));
    if (!before?.ok || !after?.ok) throw new Error('not readable');
    expect(after.value.accelerometer).toEqual(before.value.accelerometer);
    archive.close();
  });

  test('another band than the one named is left alone', async () => {
    const at = ['calibrate', '--port', ports[0]!, '--device', 'somebody-else', ...operator];
    expectOneLine(await runLimber([...at, '--data', data]), 1, /is sim-puck-\d+, not somebody-else/);
  });
});

describe('a recording', () => {
  const folder = scratchFolder('poses');
  const file = (name: string, csv: string): string => {
    const path = join(folder, name);
    writeFileSync(path, csv);
    return path;
  };

  test('tells what it would have given, and stores nothing', async () => {
    const good = file('good.csv', recordedSensor(seededRandom(SEED), 100));
    const { code, stdout, stderr } = await runLimber(['calibrate', '--in', good, '--json']);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ calibrated: true, accelerometer: { poses: 18 }, reasons: [] });
  });

  test('with few poses is refused, with what is missing', async () => {
    const short = file('short.csv', recordedSensor(seededRandom(SEED), 30));
    const { code, stderr } = await runLimber(['calibrate', '--in', short]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\d poses are too few, at least 12 are needed; missing above all: .* up\.\n$/);
  });

  test('of a moving sensor is refused', async () => {
    const moving = file('moving.csv', recordedSensor(seededRandom(SEED), 30, { trembleDeg: 1 }));
    expectOneLine(await runLimber(['calibrate', '--in', moving, '--what', 'gyro']), 1, /never lay still for 5 s/);
  });

  test('of a sensor that is stuck is refused', async () => {
    const lines = recordedSensor(seededRandom(SEED), 20).trim().split('\n');
    const [header, , ...rest] = lines;
    const stuck = rest.map((line) => `${line.split(',')[0]},0.1,0.2,9.8,0.01,0,0`);
    const path = file('stuck.csv', `${[header, ...stuck].join('\n')}\n`);
    const finished = await runLimber(['calibrate', '--in', path, '--what', 'gyro']);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toMatch(/was not calibrated: it says the same number again and again/);
  });
});

const BAD_ARGUMENTS: readonly (readonly [readonly string[], RegExp])[] = [
  [['calibrate'], /--port names the band/],
  [['calibrate', '--port', '/dev/ttyX'], /--operator says who calibrates/],
  [['calibrate', '--port', '/dev/ttyX', '--operator', ' '], /1 to 100 letters/],
  [['calibrate', '--port', '/dev/ttyX', '--poses', '9', ...operator], /12 to 18 poses/],
  [['calibrate', '--in', 'a.csv', '--data', 'd'], /no place beside it/],
  [['calibrate', '--what', 'nose'], /gyro, accelerometer/],
];

test('bad arguments are one line', async () => {
  const said = await runInOneProcess(BAD_ARGUMENTS.map(([args]) => args));
  for (const [i, [args, words]] of BAD_ARGUMENTS.entries()) expectOneLine(said[i]!, 2, words, args.join(' '));
});

test('a port that is not there', async () => {
  expectOneLine(await runLimber(['calibrate', '--port', '/dev/nothing', ...operator]), 1, /cannot be opened/);
});
