import { LOG_BLOCK_HEAD_BYTES, LOG_FILE_BYTES, LOG_FILE_HEAD_BYTES, LOG_FILES } from '../motion/log-capacity.ts';
import { markdownTable } from './readme-table.ts';

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

export function logTable(): string {
  const heads = ['board', 'flash', ...RATES_HZ.map((rate) => `${rate} Hz`), 'kept of them when full'];
  const rows = LOG_FILE_BYTES.map(([board, bytes]) => [
    board,
    `${LOG_FILES} x ${bytes / 1000} kB`,
    ...RATES_HZ.map((rate) => `${logSeconds(bytes, rate, LOG_FILES)} s`),
    `at least ${logSeconds(bytes, 104, LOG_FILES - 1)} s at 104 Hz`,
  ]);
  return markdownTable(heads, rows);
}
