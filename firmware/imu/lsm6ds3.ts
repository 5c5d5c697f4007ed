import type { RegisterBus } from '../boards/board.ts';
import { type FifoChip, fifoImu } from './fifo-imu.ts';
import type { Imu } from './imu.ts';
import { OUTX_L_XL, rateCode, sensorDoze, sensorWrites } from './lsm6d.ts';

/** Register addresses and values: ST, LSM6DS3TR-C data sheet DocID030071 rev 3, section 9. */
const FIFO_CTRL3 = 0x08;
const FIFO_CTRL5 = 0x0a;
const FIFO_STATUS1 = 0x3a;
const FIFO_DATA_OUT_L = 0x3e;

/** Gyroscope and accelerometer each with every sample. */
const NO_DECIMATION = 0x09;
const FIFO_BYPASS = 0;
const FIFO_CONTINUOUS = 6;
const OVER_RUN = 0x40;

/** ST LSM6DS3 and LSM6DS3TR-C: the FIFO holds words of two bytes, gx, gy, gz, ax, ay, az, as the wire wants them. */
export function lsm6ds3(bus: RegisterBus): Imu {
  const chip: FifoChip = {
    identities: '\x69\x6a',
    // FIFO_STATUS1 and 2: words waiting and flags; 3: which word of a sample comes next, 0 between samples.
    statusAt: FIFO_STATUS1,
    statusBytes: 3,
    flagsAt: 1,
    closeBits: OVER_RUN | 7,
    lostBits: OVER_RUN,
    countBits: 7,
    sampleCounts: 6,
    sampleBytes: 12,
    dataAt: FIFO_DATA_OUT_L,
    accelerationAt: OUTX_L_XL,
    start(settings) {
      const mode = (rateCode(settings) << 3) | FIFO_CONTINUOUS;
      chip.emptyFifo = String.fromCharCode(FIFO_CTRL5, FIFO_BYPASS, FIFO_CTRL5, mode);
      return sensorWrites(settings) + String.fromCharCode(FIFO_CTRL3, NO_DECIMATION);
    },
    doze: sensorDoze(FIFO_CTRL5, FIFO_BYPASS),
    emptyFifo: '',
  };
  return fifoImu(bus, chip);
}
