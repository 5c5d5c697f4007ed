/** Boards as the world meets them; what the firmware believes about them is in firmware/boards. */
export interface BoardKind {
  readonly environment: string;
  readonly payloadBytes: number;
  readonly flashBytes: number;
  readonly buttonPin: string;
  readonly hasCcm: boolean;
  /** False: no crypto module, so that it takes firmware by cable only. */
  readonly hasCrypto?: boolean;
  /** Which chip, and what it hangs on: an object of the interpreter, or I2C at an address. */
  readonly imu: 'lsm6ds3' | 'lsm6dso' | 'kx023';
  readonly imuOn: 'Puck' | 'Bangle' | number;
  /** Volts over 3.3 V that analogRead gives for the battery, where there is no E.getBattery of use. */
  readonly batteryPin: string | null;
  /** The firmware reads it high while the cell is charged. */
  readonly chargingPin: string | null;
  readonly enablePin: string | null;
  readonly kickPin: string | null;
}

export const BOARD_KINDS = {
  puck: {
    environment: 'PUCKJS',
    payloadBytes: 50,
    flashBytes: 40_000,
    buttonPin: 'BTN1',
    hasCcm: false,
    imu: 'lsm6ds3',
    imuOn: 'Puck',
    batteryPin: null,
    chargingPin: null,
    enablePin: null,
    kickPin: null,
  },
  xiao: {
    environment: 'XIAOBLE',
    payloadBytes: 128,
    flashBytes: 2_000_000,
    buttonPin: 'D1',
    hasCcm: true,
    imu: 'lsm6ds3',
    imuOn: 0x6a,
    batteryPin: 'D32',
    chargingPin: 'D23',
    enablePin: 'D2',
    kickPin: 'D3',
  },
  jolt: {
    environment: 'JOLTJS',
    payloadBytes: 128,
    flashBytes: 400_000,
    buttonPin: 'BTN1',
    hasCcm: false,
    hasCrypto: false,
    imu: 'lsm6dso',
    imuOn: 0x6b,
    batteryPin: null,
    chargingPin: null,
    enablePin: null,
    kickPin: null,
  },
  bangle2: {
    environment: 'BANGLEJS2',
    payloadBytes: 128,
    flashBytes: 8_000_000,
    buttonPin: 'BTN1',
    hasCcm: true,
    imu: 'kx023',
    imuOn: 'Bangle',
    batteryPin: null,
    chargingPin: null,
    enablePin: null,
    kickPin: null,
  },
} as const satisfies Record<string, BoardKind>;

export type BoardName = keyof typeof BOARD_KINDS;
