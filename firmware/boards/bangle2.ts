import { kx023 } from '../imu/kx023.ts';
import type { MotionBoard } from './board.ts';

/**
 * Bangle.js 2: nRF52840, 12,000 variables of 14 bytes, KX023 on the interpreter's own I2C (128 bytes a read at most), MTU 131. The
 * interpreter reads the same chip for its own gestures; that leaves the sample buffer alone.
 */
export const bangle2 = (): MotionBoard => ({
  name: 'bangle2',
  environment: 'BANGLEJS2',
  payloadBytes: 128,
  accelerometerOnly: true,
  ringFrames: 128,
  openImu: () => kx023({ read: Bangle.accelRd, write: Bangle.accelWr }),
});
