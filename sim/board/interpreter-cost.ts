/**
 * What work costs an Espruino on an nRF52 at 64 MHz, in instructions of the interpreter, counted with callgrind on its
 * Linux build (2v29) and converted with 2.2 cycles an instruction: the upper end, calibrated by one published program
 * measured on an nRF52832 (BangleApps issue 264). An estimate: nothing here was measured on a board.
 */
const CYCLES_PER_INSTRUCTION = 2.2;
const CYCLES_PER_MS = 64000;

export const msOf = (instructions: number): number => (instructions * CYCLES_PER_INSTRUCTION) / CYCLES_PER_MS;

/**
 * One syntax token executed: lexing, look-up, reference counts. An empty turn of a loop is 6 tokens and 7,000 instructions;
 * a motion frame 180 tokens and 210,000.
 */
export const TOKEN_MS = msOf(1150);
/** Taking an event off the queue and entering its callback. */
export const CALLBACK_MS = msOf(12000);
/** Calling a function of the interpreter itself, without what it then does. */
export const NATIVE_CALL_MS = msOf(3000);

/** Notification or write handed to the SoftDevice, with the look-up of two 128-bit UUIDs in the object. */
export const NOTIFY_MS = msOf(40000);
/** E.CRC32 and AES-CCM per byte, `set` and `subarray` per byte. */
/** JSON, per character of the text. */
export const JSON_CHARACTER_MS = msOf(400);
export const CRC_BYTE_MS = msOf(150);
/** E.mapInPlace, per byte: three iterators and a new number each. */
export const MAPPED_BYTE_MS = msOf(700);
/** E.convolve called by E.mapInPlace: 1.1 µs where an empty turn of a loop takes 1.3; a product 0.15, a value passed over 0.013. */
export const CONVOLVED_MS = msOf(4300);
export const PRODUCT_MS = msOf(800);
export const SKIPPED_MS = msOf(70);
export const CIPHER_BYTE_MS = msOf(1500);
/** SHA-256: gathering the bytes, and mbed TLS compiled for size at some 100 cycles each (a guess on the slow side). */
export const HASH_BYTE_MS = msOf(200);

/** A byte on the bus is nine clocks. Puck.js drives its IMU with a software I2C, measured nowhere: taken as 100 kHz. */
export const SOFT_I2C_BYTE_MS = 9 / 100;
export const HARD_I2C_BYTE_MS = 9 / 400;

/** A 4-byte word takes an nRF52 41 us (its product specification), a page erase 85 ms; Storage.write is a few words. */
export const FLASH_WORD_MS = 0.041;
export const FLASH_OVERHEAD_MS = 3;
export const FLASH_ERASE_MS = 85;

/** Garbage collection: 9 to 26 ms (Bangle.js 2 emulator), when free variables run low in an idle moment. */
export const GC_MS = { low: 9, high: 26 } as const;
export const GC_MEAN_PERIOD_MS = 2500;

/** From reset to the first line of the bundle, the SoftDevice's start included. */
export const BOOT_MS = 250;
