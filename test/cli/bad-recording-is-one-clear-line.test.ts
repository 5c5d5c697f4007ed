import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { radToDeg, STANDARD_GRAVITY_MS2 } from '../../protocol/units.ts';
import { SEED } from '../seeded.ts';
import { elbowRecording, writeElbowRecording } from './elbow-recording.ts';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';

const { forearm, upperArm } = elbowRecording(SEED);
const [header = '', ...rows] = forearm.trim().split('\n');
const withRows = (lines: readonly string[]): string => `${[header, ...lines].join('\n')}\n`;

/** Each row's columns from `first` to before `end`, times the factor. */
const scaled = (first: number, end: number, factor: number): string =>
  withRows(
    rows.map((row) =>
      row
        .split(',')
        .map((cell, column) => (column >= first && column < end ? String(Number(cell) * factor) : cell))
        .join(','),
    ),
  );
const withRow = (index: number, row: string): string => withRows(rows.with(index, row));
const without = (column: number): string =>
  forearm
    .trim()
    .split('\n')
    .map((line) => line.split(',').toSpliced(column, 1).join(','))
    .join('\n');

const BAD_RECORDINGS: readonly (readonly [string, string, RegExp])[] = [
  ['an empty file', '', /is empty; expected a header line/],
  ['a header alone', withRows([]), /0 samples/],
  ['a missing column', without(6), /no column gz_rads/],
  ['no header line', `${rows.join('\n')}\n`, /no column t_s/],
  ['NaN', withRow(40, rows[40]!.replace(/,[^,]+$/, ',NaN')), /line 42: gz_rads is "NaN", not a number/],
  ['a word', withRow(40, rows[40]!.replace(/,[^,]+$/, ',fast')), /line 42: gz_rads is "fast"/],
  ['a row cut short', withRow(40, rows[40]!.split(',').slice(0, 4).join(',')), /line 42: gx_rads is missing/],
  ['time running backwards', withRows(rows.with(40, rows[20]!)), /line 42: time runs backwards/],
  ['g for m/s^2', scaled(1, 4, 1 / STANDARD_GRAVITY_MS2), /look like g; multiply them by 9\.80665/],
  ['mg for m/s^2', scaled(1, 4, 1000 / STANDARD_GRAVITY_MS2), /look like mg/],
  ['deg/s for rad/s', scaled(4, 7, radToDeg(1)), /look like deg\/s; multiply them by 0\.0174533/],
  ['a picture', '\u0089PNG\r\n\u001a\n\u0000\u0000"', /is not CSV|no column/],
];

describe.concurrent('a bad recording gives one clear line, exit code 1 and no session', () => {
  test.each(BAD_RECORDINGS)('%s', async (_, text, words) => {
    const folder = scratchFolder('bad');
    const sensors = writeElbowRecording(folder, { forearm: text, upperArm });
    const data = join(folder, 'data');
    const finished = await runLimber(['replay', '--exercise', 'elbow-flexion', '--sensors', sensors, '--data', data]);
    expectOneLine(finished, 1, words);
    expect(finished.stderr).toContain('forearm.csv');
    expect(existsSync(data)).toBe(false);
  });

  test('a file that is not there', async () => {
    const folder = scratchFolder('absent');
    const sensors = `forearm=${join(folder, 'none.csv')},upper-arm=${join(folder, 'none-either.csv')}`;
    expectOneLine(
      await runLimber(['replay', '--exercise', 'elbow-flexion', '--sensors', sensors]),
      1,
      /none\.csv cannot be read/,
    );
  });

  test('analyse says the same as replay', async () => {
    const folder = scratchFolder('analysed');
    writeFileSync(join(folder, 'bad.csv'), without(6));
    const args = ['analyse', 'orientation', '--in', join(folder, 'bad.csv'), '--out', join(folder, 'out.csv')];
    expectOneLine(await runLimber(args), 1, /no column gz_rads/);
  });
});
