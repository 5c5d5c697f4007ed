import type { RegisterBus } from '../boards/board.ts';
import { fifoImu } from './fifo-imu.ts';
import type { Imu } from './imu.ts';

/** Register addresses and values: Kionix, KX023-1025 technical reference manual rev 2, embedded registers. */
const XOUT_L = 0x06;
const CNTL1 = 0x18;
const ODCNTL = 0x1b;
const BUF_CNTL2 = 0x3b;
const BUF_STATUS_1 = 0x3c;
const BUF_CLEAR = 0x3e;
const BUF_READ = 0x3f;

/** DRDYE, +-4 g and tap detection as Bangle.js sets them itself, with 16 bits (RES); PC1 makes it run, and locks other registers. */
const STANDBY = 0x6c;
const RUN = 0xec;
/** Without RES: low power. */
const DOZE = 0xac;
/** Buffer on, 16 bits, stream: the oldest goes first. */
const BUFE_BRES_STREAM = 0xc1;
/** 41 samples of 6 bytes is all it holds: then some are lost. */
const FULL_BYTES = 246;
/** Behind every block: what is not there reads as 0. */
const NOWHERE = 255;

/** Kionix KX023 of Bangle.js 2: an accelerometer. Its frames have a gyroscope that says 0, so that every frame looks the same. */
export function kx023(bus: RegisterBus): Imu {
  return fifoImu(bus, {
    identities: '\x15',
    statusAt: BUF_STATUS_1,
    statusBytes: 1,
    // It has no flags: from 128 bytes on it may be full.
    flagsAt: 0,
    closeBits: 128,
    full: FULL_BYTES,
    sampleCounts: 6,
    sampleBytes: 6,
    dataAt: BUF_READ,
    accelerationAt: XOUT_L,
    placeOf: (i) => (i % 12 < 6 ? NOWHERE : i - 6 - 6 * Math.floor(i / 12)),
    // 50 or 100 Hz.
    start: (settings) =>
      String.fromCharCode(CNTL1, STANDBY, ODCNTL, settings[0] > 50 ? 3 : 2, BUF_CNTL2, BUFE_BRES_STREAM, CNTL1, RUN),
    doze: String.fromCharCode(CNTL1, STANDBY, BUF_CNTL2, 0, ODCNTL, 0, CNTL1, DOZE),
    emptyFifo: String.fromCharCode(BUF_CLEAR, 0),
  });
}
