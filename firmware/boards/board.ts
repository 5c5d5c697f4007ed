import type { Imu } from '../imu/imu.ts';

/** Registers of one chip, however it hangs on the board. */
export interface RegisterBus {
  readonly read: (register: number, quantity: number) => Uint8Array;
  readonly write: (register: number, value: number) => void;
}

/** One board, as every band needs it. */
export interface Board {
  readonly name: string;
  /** What the board's Espruino calls itself in process.env.BOARD. */
  readonly environment: string;
  /** Bytes of one notification: the build's ATT MTU less 3. */
  readonly payloadBytes: number;
  /** Its sensor measures no rotation; hello says so. */
  readonly accelerometerOnly?: boolean;
  /** What E.getBattery does not know. */
  readonly batteryPercent?: () => number;
}

/** A board that a motion band runs on. Adding one is a file like puck.ts and a line in boards.ts. */
export interface MotionBoard extends Board {
  /** Frames kept for resend. */
  readonly ringFrames: number;
  /** Called once; then it is given back. */
  openImu: (() => Imu) | 0;
}

/** How a stimulator front-end is wired. Both lines have pull-downs: a board in reset switches the output off. */
export interface FrontEndPort {
  readonly read: (register: number, quantity: number) => Uint8Array;
  /** A register's address, then its bytes. */
  readonly send: (bytes: readonly number[] | Uint8Array) => void;
  /** Permits high voltage while high. */
  readonly enable: Pin;
  /** Its edges keep the output alive; without them the front-end falls to zero by itself. */
  readonly kick: Pin;
}

/** A board that can drive a stimulator: AES-CCM to check commands, and a front-end. */
export interface StimBoard extends Board {
  readonly batteryPercent: () => number;
  button(): Pin;
  openFrontEnd(): FrontEndPort;
  /** Its edges tell that a charger came or went; null where nothing tells. */
  charger(): Pin | null;
  /** The charger says that it charges: pads must not be driven then. */
  isCharging(): boolean;
}
