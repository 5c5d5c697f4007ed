/** How many files the log takes in turn. */
export const LOG_FILES = 4;

/**
 * Bytes of one of them, by process.env.BOARD. Of a Puck.js's 40 kB two firmware slots, loader and modules take 26, and Storage needs free
 * room to put right what was written over; the other boards have more than a session needs.
 */
export const LOG_FILE_BYTES: readonly (readonly [board: string, bytes: number])[] = [
  ['PUCKJS', 2500],
  ['JOLTJS', 60000],
  ['XIAOBLE', 300000],
  ['BANGLEJS2', 1500000],
];

/** Stands before the blocks of a file: number of the first, how many were dropped. */
export const LOG_FILE_HEAD_BYTES = 8;
/** Stands before each block: length and half of its CRC-32. */
export const LOG_BLOCK_HEAD_BYTES = 4;
