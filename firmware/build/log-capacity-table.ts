import { readFileSync, writeFileSync } from 'node:fs';
import { LOG_BLOCK_HEAD_BYTES, LOG_FILE_BYTES, LOG_FILE_HEAD_BYTES, LOG_FILES } from '../motion/log-capacity.ts';

/** What a sample in motion takes of flash at most, all counted; rehabilitation exercises take less (test/firmware/log-size.test.ts). */
const SAMPLE_BYTES = 8.5;
/** Of a block: between two looks at the sample clock. */
const BLOCK_SAMPLES = 72;
const RATES_HZ = [52, 104, 208] as const;

/** Whole files of whole blocks. */
export function logSeconds(fileBytes: number, rateHz: number, files: number): number {
  const blockBytes = Math.ceil(SAMPLE_BYTES * BLOCK_SAMPLES);
  const blocks = Math.floor((fileBytes - LOG_FILE_HEAD_BYTES) / Math.max(blockBytes, LOG_BLOCK_HEAD_BYTES));
  return Math.floor((files * blocks * BLOCK_SAMPLES) / rateHz);
}

const BEGIN = '<!-- log: written by npm run firmware -->';
const END = '<!-- /log -->';
const README = new URL('../README.md', import.meta.url);

export function logTable(): string {
  const heads = ['board', 'flash', ...RATES_HZ.map((rate) => `${rate} Hz`), 'kept of them when full'];
  const rows = LOG_FILE_BYTES.map(([board, bytes]) => [
    board,
    `${LOG_FILES} x ${bytes / 1000} kB`,
    ...RATES_HZ.map((rate) => `${logSeconds(bytes, rate, LOG_FILES)} s`),
    `at least ${logSeconds(bytes, 104, LOG_FILES - 1)} s at 104 Hz`,
  ]);
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** A README with the table of today between its marks; as it is where it has none. */
export function withLogTable(readme: string): string {
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from < 0 || to < from) return readme;
  return `${readme.slice(0, from + BEGIN.length)}\n\n${logTable()}\n\n${readme.slice(to)}`;
}

export function writeLogTable(): void {
  writeFileSync(README, withLogTable(readFileSync(README, 'utf8')));
}
