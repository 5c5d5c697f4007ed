/**
 * How blocks of the log pack values into words of 32 bits: values from -HALVES[width] to HALVES[width] - 1 are the digits of a number of base
 * 2 HALVES[width], the first one the lowest, PER_WORD[width] to a word: the most that 2^32 has room for.
 */
export const HALVES = [1, 2, 3, 4, 5, 8, 11, 20, 42, 128];
export const PER_WORD = [32, 16, 12, 10, 9, 8, 7, 6, 5, 4];

/** Added to a width where the digits are upper bytes, and the lower bytes stand before them as they are. */
export const LOWS_APART = 16;

/** Added to the configuration of a block: blocks without it were compressed in another way, by firmware of before. */
export const PACKED_IN_WORDS = 128;
