/** Charge of about the last second, in slots of 50 ms: what the front-end's two integrators say. */
export interface ChargeIntegrator {
  add(tMs: number, netNc: number, absoluteNc: number): void;
  netNc(tMs: number): number;
  absoluteNc(tMs: number): number;
}

const SLOT_MS = 50;
const SLOTS = 20;

export function createChargeIntegrator(): ChargeIntegrator {
  const net = new Float64Array(SLOTS);
  const absolute = new Float64Array(SLOTS);
  let slot = 0;
  const moveTo = (tMs: number): void => {
    const wanted = Math.floor(tMs / SLOT_MS);
    for (let i = Math.max(slot + 1, wanted - SLOTS + 1); i <= wanted; i++) {
      net[i % SLOTS] = 0;
      absolute[i % SLOTS] = 0;
    }
    slot = Math.max(slot, wanted);
  };
  const sum = (slots: Float64Array, tMs: number): number => {
    moveTo(tMs);
    return slots.reduce((total, value) => total + value, 0);
  };
  return {
    add: (tMs, netNc, absoluteNc) => {
      moveTo(tMs);
      net[slot % SLOTS]! += netNc;
      absolute[slot % SLOTS]! += absoluteNc;
    },
    netNc: (tMs) => Math.abs(sum(net, tMs)),
    absoluteNc: (tMs) => sum(absolute, tMs),
  };
}
