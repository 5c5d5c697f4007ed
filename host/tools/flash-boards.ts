import type { FirmwareRole } from './flash-images.ts';

/** A board that `limber flash` knows: what its interpreter is, and how to get at it when nothing answers. */
export interface FlashBoard {
  readonly name: FlashBoardName;
  readonly title: string;
  /** process.env.BOARD of its interpreter. */
  readonly environment: string;
  readonly roles: readonly FirmwareRole[];
  /** Speed of a serial console behind an adapter; a USB port takes any. */
  readonly baud: number;
  /** What the espruino package would fetch from a web site, as far as it is used. */
  readonly description: { readonly name: string; readonly variables: number };
  readonly chip: { readonly part: string; readonly ram: number; readonly flash: number; readonly storageBytes: number };
  readonly features: readonly string[];
  /** How it starts without the firmware stored in it, so that its console answers. */
  readonly startBare: string;
}

export const FLASH_BOARD_NAMES = ['puck', 'xiao', 'jolt', 'bangle2'] as const;
export type FlashBoardName = (typeof FLASH_BOARD_NAMES)[number];

/** From the board files of Espruino 2v29; kilobytes of RAM and flash. */
const BOARDS: readonly FlashBoard[] = [
  {
    name: 'puck',
    title: 'Puck.js',
    environment: 'PUCKJS',
    roles: ['motion'],
    baud: 9600,
    description: { name: 'Puck.js', variables: 2630 },
    chip: { part: 'NRF52832', ram: 64, flash: 512, storageBytes: 10 * 4096 },
    features: ['BLE', 'AES', 'SHA256', 'NFC', 'JIT'],
    startBare:
      'Take the battery out, hold the button down, put the battery in and keep holding for 5 s (released within 2.5 s it waits for an interpreter instead: take the battery out and begin again). Its console is then on Bluetooth',
  },
  {
    name: 'xiao',
    title: 'Seeed XIAO nRF52840',
    environment: 'XIAOBLE',
    roles: ['motion', 'stim'],
    baud: 115_200,
    description: { name: 'Seeed Xiao BLE', variables: 14_000 },
    chip: { part: 'NRF52840', ram: 256, flash: 1024, storageBytes: 512 * 4096 },
    features: ['BLE', 'USB', 'AES_CCM', 'SHA256', 'JIT'],
    startBare:
      "Hold the band's button (pin D1) down, press the small reset button once, and keep holding for 2 s. Its console is then on the USB port",
  },
  {
    name: 'jolt',
    title: 'Jolt.js',
    environment: 'JOLTJS',
    roles: ['motion'],
    baud: 115_200,
    description: { name: 'Jolt.js', variables: 12_000 },
    chip: { part: 'NRF52840', ram: 256, flash: 1024, storageBytes: 100 * 4096 },
    features: ['BLE', 'USB', 'JIT'],
    startBare:
      'Cut its power, hold the button down, give it power and keep holding for 5 s (released within 2.5 s it waits for an interpreter instead: cut the power and begin again). Its console is then on Bluetooth, and on USB once a program has opened that port',
  },
  {
    name: 'bangle2',
    title: 'Bangle.js 2',
    environment: 'BANGLEJS2',
    roles: ['motion'],
    baud: 115_200,
    description: { name: 'Bangle.js 2', variables: 12_000 },
    chip: { part: 'NRF52840', ram: 256, flash: 1024, storageBytes: 2048 * 4096 },
    features: ['BLE', 'AES_CCM', 'SHA256', 'LCD', 'JIT'],
    startBare:
      'Hold the button down for about 10 s until it restarts, and keep holding while the line of ==== runs across, until it is past. Its console is then on Bluetooth',
  },
];

export function flashBoard(name: FlashBoardName): FlashBoard {
  return BOARDS.find((board) => board.name === name)!;
}

/** @param environment what process.env.BOARD says */
export function flashBoardOf(environment: string): FlashBoard | undefined {
  return BOARDS.find((board) => board.environment === environment);
}
