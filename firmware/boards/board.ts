/** Registers of one chip, however it hangs on the board. */
export interface RegisterBus {
  readonly read: (register: number, quantity: number) => Uint8Array;
  readonly write: (register: number, value: number) => void;
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

/** One board: everything the firmware must know about it. Adding one is a file like puck.ts and a line in boards.ts. */
export interface Board {
  readonly name: string;
  /** What the board's Espruino calls itself in process.env.BOARD. */
  readonly environment: string;
  /** Bytes of one notification: the build's ATT MTU less 3. */
  readonly payloadBytes: number;
  /** Frames kept for resend: 32, 64, 128 or 256 (a power of 2 lets a frame's number count up in place). */
  readonly ringFrames: number;
  readonly connectionIntervalMs: number;
  button(): Pin;
  /** Null on a board without an IMU. */
  openImu(): RegisterBus | null;
  /** Null on a board that cannot drive a stimulator: no AES-CCM to check commands, or nothing wired. */
  openFrontEnd(): FrontEndPort | null;
  batteryPercent(): number;
  /** Its edges tell that a charger came or went; null where nothing tells. */
  charger(): Pin | null;
  /** The charger says that it charges: pads must not be driven then. */
  isCharging(): boolean;
}
