/** Every random test takes this seed; a run prints it, and LIMBER_SEED gives it back, so that a failure can be run again. */
export const SEED = Number(process.env.LIMBER_SEED ?? 20261122);
