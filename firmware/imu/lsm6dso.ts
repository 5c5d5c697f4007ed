import type { RegisterBus } from '../boards/board.ts';
import { fifoImu } from './fifo-imu.ts';
import type { Imu } from './imu.ts';
import { OUTX_L_XL, rateCode, sensorDoze, sensorWrites } from './lsm6d.ts';

/** Register addresses and values: ST, LSM6DSO data sheet DS12140 rev 2, sections 6.1 and 9. */
const FIFO_CTRL3 = 0x09;
const FIFO_CTRL4 = 0x0a;
const FIFO_STATUS1 = 0x3a;
const FIFO_DATA_OUT_TAG = 0x78;

const FIFO_BYPASS = 0;
const FIFO_CONTINUOUS = 6;
/** FIFO_OVR_IA and FIFO_OVR_LATCHED. */
const OVER_RUN = 0x48;

/**
 * ST LSM6DSO. Its FIFO counts words of seven bytes: a tag, then three axes; gyroscope and accelerometer take turns, for they run at one
 * rate. The interpreter's own look-up leaves the tags out: a loop over words would cost as much as all the rest.
 */
export function lsm6dso(bus: RegisterBus): Imu {
  return fifoImu(bus, {
    identities: '\x6c',
    statusAt: FIFO_STATUS1,
    statusBytes: 2,
    flagsAt: 1,
    closeBits: OVER_RUN | 3,
    lostBits: OVER_RUN,
    countBits: 3,
    sampleCounts: 2,
    sampleBytes: 14,
    dataAt: FIFO_DATA_OUT_TAG,
    accelerationAt: OUTX_L_XL,
    // TAG_SENSOR: a block begins with the gyroscope.
    tagBits: 0xf8,
    firstTag: 0x08,
    placeOf: (i) => i + 1 + Math.floor(i / 6),
    start(settings) {
      const rate = rateCode(settings);
      return sensorWrites(settings) + String.fromCharCode(FIFO_CTRL3, (rate << 4) | rate);
    },
    doze: sensorDoze(FIFO_CTRL4, FIFO_BYPASS),
    emptyFifo: String.fromCharCode(FIFO_CTRL4, FIFO_BYPASS, FIFO_CTRL4, FIFO_CONTINUOUS),
  });
}
