import type { MotionSettings } from './motion-settings.ts';

/** A motion sensor with a FIFO. One driver a file; boards and bands know only this. */
export interface Imu {
  /** 0 where no such chip answers. */
  isPresent: 0 | 1;
  /** `onBlock` gets `samplesPerBlock` samples as int16 LE gx, gy, gz, ax, ay, az each, which is what the wire wants. */
  start(settings: MotionSettings, samplesPerBlock: number, onBlock: (block: Uint8Array) => void): void;
  /** Nothing but `acceleration` at 12.5 Hz, with as little current as the chip has a mode for. */
  doze(): void;
  /** The latest ax, ay, az, int16 LE, +-4 g. */
  acceleration(): Uint8Array;
  /** Looks into the FIFO and hands over every whole block. Each token of it is paid for 35 times a second. */
  pump(): void;
  /** Samples in the FIFO now. */
  samplesWaiting(): number;
  /** How often the FIFO overflowed: the stream has a gap at each. */
  overruns: number;
}
