import type { RegisterBus } from '../boards/board.ts';
import type { Imu } from './imu.ts';

/** Register addresses and values: ST, LSM6DS3TR-C data sheet DocID030071 rev 3, section 9. */
const FIFO_CTRL3 = 0x08;
const FIFO_CTRL5 = 0x0a;
const WHO_AM_I = 0x0f;
const CTRL1_XL = 0x10;
const CTRL2_G = 0x11;
const CTRL3_C = 0x12;
const FIFO_STATUS1 = 0x3a;
const FIFO_DATA_OUT_L = 0x3e;

/** Block data update, and addresses that count up in a burst (and go round over the two bytes of FIFO_DATA_OUT). */
const CTRL3_BDU_IF_INC = 0x44;
/** Gyroscope and accelerometer each with every sample. */
const NO_DECIMATION = 0x09;
const FIFO_BYPASS = 0;
const FIFO_CONTINUOUS = 6;
const OVER_RUN = 0x40;
const WORDS_PER_SAMPLE = 6;

const ACC_RANGE_BITS: { [rangeG: number]: number } = { 2: 0, 16: 4, 4: 8, 8: 12 };
const GYRO_RANGE_BITS: { [rangeDps: number]: number } = { 250: 0, 500: 4, 1000: 8, 2000: 12 };

function rateCode(rateHz: number): number {
  if (rateHz > 104) return 5;
  return rateHz > 52 ? 4 : 3;
}

/** ST LSM6DS3 and LSM6DS3TR-C, read through the FIFO in blocks: one sample at a time would cost an Espruino its idle loop. */
export function lsm6ds3(bus: RegisterBus): Imu {
  const read = bus.read;
  let blockWords = 0;
  let blockBytes = 0;
  let words = 0;
  let fifoMode = FIFO_BYPASS;
  let overflows = 0;
  let handOver = (_block: Uint8Array): void => {};

  function emptyFifo(): void {
    bus.write(FIFO_CTRL5, FIFO_BYPASS);
    bus.write(FIFO_CTRL5, fifoMode);
  }
  /** Words were lost, or 256 and more wait. */
  function lookClosely(status: Uint8Array): void {
    words = status[0] | ((status[1] & 7) << 8);
    if ((status[1] & OVER_RUN) === 0 && status[2] === 0) return;
    overflows++;
    words = 0;
    emptyFifo();
  }

  return {
    isPresent() {
      try {
        const identity = read(WHO_AM_I, 1)[0];
        return identity === 0x69 || identity === 0x6a;
      } catch {
        return false;
      }
    },
    start(settings, samplesPerBlock, onBlock) {
      const rate = rateCode(settings.rateHz);
      blockWords = samplesPerBlock * WORDS_PER_SAMPLE;
      blockBytes = 2 * blockWords;
      handOver = onBlock;
      fifoMode = (rate << 3) | FIFO_CONTINUOUS;
      bus.write(CTRL3_C, CTRL3_BDU_IF_INC);
      bus.write(CTRL1_XL, (rate << 4) | ACC_RANGE_BITS[settings.accRangeG]);
      bus.write(CTRL2_G, (rate << 4) | GYRO_RANGE_BITS[settings.gyroRangeDps]);
      bus.write(FIFO_CTRL3, NO_DECIMATION);
      emptyFifo();
    },
    stop() {
      bus.write(CTRL1_XL, 0);
      bus.write(CTRL2_G, 0);
    },
    pump() {
      // FIFO_STATUS1 and 2: words waiting and flags; 3: which word of a sample comes next, 0 between samples.
      const status = read(FIFO_STATUS1, 3);
      words = status[0];
      if ((status[1] & 71) | status[2]) lookClosely(status);
      while (words >= blockWords) {
        words -= blockWords;
        handOver(read(FIFO_DATA_OUT_L, blockBytes));
      }
    },
    samplesWaiting() {
      const status = read(FIFO_STATUS1, 2);
      return Math.floor((status[0] | ((status[1] & 7) << 8)) / WORDS_PER_SAMPLE);
    },
    overruns: () => overflows,
  };
}
