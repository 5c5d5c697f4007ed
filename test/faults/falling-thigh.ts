import type { ImuSource } from '../../sim/board/lsm6ds3-model.ts';
import type { Random } from '../../sim/random.ts';

/** The thigh of somebody who sits, and may fall: what the sensor on it feels, in counts. */
export interface FallingThigh extends ImuSource {
  /** From `atMs` on; the blow comes when the fall is over. @returns the moment of the blow */
  fall(atMs: number): number;
}

/** An LSM6DS3TR-C at +-4 g: 0.122 mg a count. */
const COUNTS_PER_G = 1000 / 0.122;
const NOISE_COUNTS = 40;

export function fallingThigh(random: Random): FallingThigh {
  let fallsAtMs = Number.POSITIVE_INFINITY;
  let landsAtMs = Number.POSITIVE_INFINITY;
  let blowG = 0;
  const forceG = (tMs: number): number => {
    if (tMs >= landsAtMs && tMs < landsAtMs + 60) return blowG;
    return tMs >= fallsAtMs && tMs < landsAtMs ? 0.15 : 1;
  };
  return {
    fall: (atMs) => {
      fallsAtMs = atMs;
      landsAtMs = atMs + random.uniform(230, 500);
      blowG = random.uniform(3, 3.9);
      return landsAtMs;
    },
    readRaw: (tS, into) => {
      for (let i = 0; i < into.length; i++) into[i] = Math.round(NOISE_COUNTS * random.gaussian());
      into[5] = into[5]! + Math.round(COUNTS_PER_G * forceG(tS * 1000));
    },
  };
}
