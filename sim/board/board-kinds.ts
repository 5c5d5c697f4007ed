/** Boards as the world meets them; what the firmware believes about them is in firmware/boards. */
export interface BoardKind {
  readonly environment: string;
  readonly payloadBytes: number;
  readonly flashBytes: number;
  readonly buttonPin: string;
  readonly hasCcm: boolean;
  readonly imuOn: 'puck' | 'I2C1';
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
    imuOn: 'puck',
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
    imuOn: 'I2C1',
    batteryPin: 'D32',
    chargingPin: 'D23',
    enablePin: 'D2',
    kickPin: 'D3',
  },
} as const satisfies Record<string, BoardKind>;

export type BoardName = keyof typeof BOARD_KINDS;
