/**
 * What a motion band takes from its battery, in uA. Nothing here was measured on a band: board figures are their makers' (pages of
 * espruino.com, "Power Consumption"), sensors those of the data sheets, the interpreter's share of the time what the simulation charges.
 * Not part of any bundle.
 */
export interface BoardCurrents {
  readonly board: string;
  readonly battery: string;
  /** What may be counted on: below what is printed on it. */
  readonly capacityMah: number;
  /** JavaScript all the time, and the part of it that streaming at the default rate takes at most (a test measures it). */
  readonly interpreterUa: number;
  readonly interpreterShare: number;
  /** Connected at 15 ms, everything else idle. */
  readonly connectedUa: number;
  readonly sensorUa: number;
  /** One lamp lit. */
  readonly lampUa: number;
  /** Asleep: advertising every 2 s, watching the button, the accelerometer at 12.5 Hz looked at every 5 s. */
  readonly asleepUa: number;
}

/** Advertising every 375 ms is 13 uA more than watching the button alone (Puck.js): at 2 s a fifth of that. */
const PUCK_ASLEEP_UA = 12 + (13 * 375) / 2000;
/** Advertising 60 uA, not advertising 8 uA (Jolt.js). */
const NRF52840_ASLEEP_UA = 8 + (52 * 375) / 2000;
/** Accelerometer of an LSM6DS3TR-C or LSM6DSO at 12.5 Hz, low power (9 and 6 uA), and 2.5 ms of JavaScript every 5 s. */
const WATCHING_UA = 12;

export const BOARD_CURRENTS: readonly BoardCurrents[] = [
  {
    board: 'puck',
    battery: 'CR2032',
    // 225 mAh at a tenth of a milliampere; a third less at three milliamperes is assumed.
    capacityMah: 150,
    interpreterUa: 4000,
    interpreterShare: 0.5,
    connectedUa: 200,
    // LSM6DS3TR-C, both sensors, high performance.
    sensorUa: 900,
    lampUa: 2000,
    asleepUa: PUCK_ASLEEP_UA + WATCHING_UA,
  },
  {
    board: 'xiao',
    battery: 'LiPo 100 mAh',
    capacityMah: 90,
    // nRF52840 from flash without its DC/DC converter, which this board's build does not switch on (product specification 5.2.1.1).
    interpreterUa: 6300,
    interpreterShare: 0.25,
    connectedUa: 800,
    sensorUa: 900,
    lampUa: 2000,
    // Its own flash in standby and its battery's divider take more than the chip: 20 uA assumed.
    asleepUa: NRF52840_ASLEEP_UA + WATCHING_UA + 20,
  },
  {
    board: 'jolt',
    battery: 'LiPo 400 mAh',
    capacityMah: 360,
    interpreterUa: 4000,
    interpreterShare: 0.28,
    connectedUa: 800,
    // LSM6DSO, both sensors, high performance; a breakout without a power lamp.
    sensorUa: 550,
    lampUa: 2000,
    asleepUa: NRF52840_ASLEEP_UA + WATCHING_UA,
  },
  {
    board: 'bangle2',
    battery: 'built in, 175 mAh',
    capacityMah: 160,
    interpreterUa: 3000,
    interpreterShare: 0.3,
    connectedUa: 750,
    // KX023 with 16 bits takes 150 uA more (jswrap_bangle.c of Espruino).
    sensorUa: 150,
    // Drawn on a display that stays on by itself.
    lampUa: 0,
    // Idle with its accelerometer polled by the interpreter itself.
    asleepUa: 300,
  },
];

/** Flashes of 20 ms, one every 2 s. */
const LAMP_SHARE = 0.01;
export const SESSION_MIN = 20;
export const SESSIONS_A_DAY = 2;

export function streamingUa(currents: BoardCurrents): number {
  return (
    currents.interpreterUa * currents.interpreterShare +
    currents.connectedUa +
    currents.sensorUa +
    currents.lampUa * LAMP_SHARE
  );
}

/** Sessions from a full battery, asleep in between. */
export function sessionsPerCharge(currents: BoardCurrents): number {
  const sessionH = SESSION_MIN / 60;
  const pauseH = 24 / SESSIONS_A_DAY - sessionH;
  const usedMah = (streamingUa(currents) * sessionH + currents.asleepUa * pauseH) / 1000;
  return Math.floor(currents.capacityMah / usedMah);
}
