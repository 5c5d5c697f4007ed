import { expect, test } from 'vitest';
import { parseRecording } from '../../host/connect/recording.ts';
import { checkMagnetometerUnit } from '../../host/connect/recording-units.ts';
import { LimberError } from '../../protocol/limber-error.ts';

const HEADER = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads';
const G = 9.80665;

/** A sensor that is tipped to and fro about its x axis, in units that can be bent. */
function tipping({ accFactor = 1, gyroFactor = 1, amplitudeRad = 0.8 } = {}): string {
  const rows = Array.from({ length: 200 }, (_, i) => {
    const t = i / 40;
    const angle = amplitudeRad * Math.sin(2 * t);
    const rate = 2 * amplitudeRad * Math.cos(2 * t);
    const acc = [0, G * Math.sin(angle), G * Math.cos(angle)].map((value) => value * accFactor);
    return [t, ...acc, rate * gyroFactor, 0, 0].join(',');
  });
  return [HEADER, ...rows].join('\n');
}

const failure = (text: string): LimberError => {
  try {
    parseRecording(text, 'a.csv');
  } catch (error) {
    if (error instanceof LimberError) return error;
    throw error;
  }
  throw new Error('was accepted');
};

test('a good recording is read, extra columns and a magnetometer included', () => {
  const text = tipping()
    .split('\n')
    .map((line, i) => `${line},${i === 0 ? 'mx_ut,my_ut,mz_ut,note' : '1,2,3,x'}`)
    .join('\r\n');
  const recording = parseRecording(`\uFEFF${text}\r\n`, 'a.csv');
  expect(recording.count).toBe(200);
  expect(recording.values[5]).toBeCloseTo(G, 3);
  expect([...recording.magUt!.slice(0, 3)]).toEqual([1, 2, 3]);
});

test.each([
  ['an empty file', '', 'recording/bad-format', 'is empty'],
  ['a header alone', HEADER, 'recording/bad-format', '0 samples'],
  ['a missing column', tipping().replace(',gz_rads', ',gz'), 'recording/bad-format', 'no column gz_rads'],
  ['NaN', tipping().replace('\n0,0,', '\n0,NaN,'), 'recording/bad-format', 'line 2: ax_ms2 is "NaN", not a number'],
  [
    'a short line',
    tipping().replace(/\n0\.025,[^\n]*/, '\n0.025,0'),
    'recording/bad-format',
    'line 3: gx_rads is missing',
  ],
  ['words', 'hello\nworld\nworld', 'recording/bad-format', 'no column t_s'],
  ['a broken quote', `${HEADER}\n"0,1`, 'recording/bad-format', 'is not CSV'],
  ['time running backwards', tipping().replace('\n0.1,', '\n0.01,'), 'recording/time-runs-backwards', 'line 6'],
  ['g for m/s2', tipping({ accFactor: 1 / G }), 'recording/wrong-unit', 'look like g; multiply them by 9.80665'],
  ['mg for m/s2', tipping({ accFactor: 1000 / G }), 'recording/wrong-unit', 'look like mg'],
  [
    'deg/s for rad/s',
    tipping({ gyroFactor: 180 / Math.PI }),
    'recording/wrong-unit',
    'look like deg/s; multiply them by 0.0174533',
  ],
  [
    'slow deg/s, small in number',
    tipping({ gyroFactor: 180 / Math.PI, amplitudeRad: 0.15 }),
    'recording/wrong-unit',
    'deg/s',
  ],
  ['no gravity', tipping({ accFactor: 0.3 }), 'recording/wrong-unit', 'expected about 9.8'],
])('%s is refused in words', (_, text, code, words) => {
  const error = failure(text);
  expect(error.code).toBe(code);
  expect(error.message).toContain(words);
  expect(error.message).toContain('a.csv');
});

test('fast but right rad/s is not taken for deg/s', () => {
  expect(parseRecording(tipping({ amplitudeRad: 3 }), 'fast.csv').count).toBe(200);
});

const withField = (field: (line: number) => string, columns = 'mx_ut,my_ut,mz_ut'): string =>
  tipping()
    .split('\n')
    .map((line, i) => `${line},${i === 0 ? columns : field(i)}`)
    .join('\n');

test('a magnetometer slower than the rest has empty cells', () => {
  const { magUt } = parseRecording(
    withField((i) => (i % 2 === 1 ? '20,0,-44' : ',,')),
    'a.csv',
  );
  expect([...magUt!.slice(0, 6)]).toEqual([20, 0, -44, 0, 0, 0]);
});

test.each([
  ['two axes of three', withField(() => '20,0,-44', 'mx_ut,my_ut,z'), 'no column mz_ut'],
  ['one cell empty', withField(() => '20,,-44'), 'line 2: my_ut is missing'],
])('a magnetometer with %s is refused in words', (_, text, words) => {
  expect(failure(text).message).toContain(words);
});

test.each([
  ['gauss', '0.2,0,-0.44', 'look like gauss; multiply them by 100'],
  ['nT', '20000,0,-44000', 'look like nT; multiply them by 0.001'],
])('a magnetometer in %s is read, and refused where it is needed', (_, field, words) => {
  const { magUt } = parseRecording(
    withField(() => field),
    'a.csv',
  );
  expect(() => checkMagnetometerUnit(magUt!, 'a.csv')).toThrow(words);
});

test.each([
  ['in milliseconds', (i: number) => 10 * i, 'divide by 1000'],
  ['of batches stamped on arrival', (i: number) => 0.04 * Math.floor(i / 4), 'give each sample its own t_s'],
])('times %s are refused in words', (_, timeOf, words) => {
  const rows = Array.from({ length: 100 }, (_unused, i) => `${timeOf(i)},0,0,9.81,0,0,0.01`);
  expect(failure([HEADER, ...rows].join('\n')).message).toContain(words);
});
