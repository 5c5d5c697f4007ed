/**
 * A small store of samples that say something about a joint's axis. It prefers fast ones and forgets over minutes. Some
 * rows are kept for fast movement of the proximal side, which tells the two axes together.
 */
export interface HingeStore {
  /** `STORED.VALUES` a sample; the first `count` rows are in use. */
  readonly rows: Float64Array;
  count: number;
}

/** Where the values of a stored sample stand; taken apart by those who use it, as `ROW` is. */
export const STORED = {
  VALUES: 14,
  /** x y z of the low-passed rate, rad/s, of the proximal and of the distal side. */
  RATES: 0,
  /** x y z of up, unit vectors, likewise. */
  UPS: 6,
  /** What it weighs by the rates of both sides, and by the proximal one alone. */
  WEIGHT: 12,
  PROXIMAL_WEIGHT: 13,
} as const;

const { VALUES, WEIGHT, PROXIMAL_WEIGHT } = STORED;
const CAPACITY = 72;
const PROXIMAL_ROWS = 24;
const FORGETTING_S = 120;

export const initialStore = (): HingeStore => ({ rows: new Float64Array(CAPACITY * VALUES), count: 0 });

/**
 * Where to put a sample of these energies, (rad/s)^2: at the end; or, when the store is full, in the place of the slowest
 * and oldest; undefined where all others count for more. Its weights are written already.
 */
export function takePlace(store: HingeStore, energy: number, proximal: number, nowS: number): number | undefined {
  const byBoth = weight(energy, nowS);
  const byProximal = weight(proximal, nowS);
  const slot = slotFor(store, byBoth, byProximal);
  if (slot === CAPACITY) return undefined;
  store.count = Math.max(store.count, slot + 1);
  const at = slot * VALUES;
  store.rows[at + WEIGHT] = byBoth;
  store.rows[at + PROXIMAL_WEIGHT] = byProximal;
  return at;
}

/** The energy, halved every minute and a half. A logarithm of a common past: so nobody's has to be aged anew. */
const weight = (energy: number, nowS: number): number => Math.log(energy) + nowS / FORGETTING_S;

function slotFor({ rows, count }: HingeStore, byBoth: number, byProximal: number): number {
  if (count < CAPACITY) return count;
  const slot = lightest(rows, 0, PROXIMAL_ROWS, PROXIMAL_WEIGHT, byProximal);
  return slot < CAPACITY ? slot : lightest(rows, PROXIMAL_ROWS, CAPACITY, WEIGHT, byBoth);
}

/** The row that weighs least; CAPACITY if all weigh more than the newcomer. */
function lightest(rows: Float64Array, from: number, to: number, column: number, newcomer: number): number {
  let least = newcomer;
  let slot = CAPACITY;
  for (let row = from; row < to; row++) {
    const weighs = rows[row * VALUES + column]!;
    if (weighs >= least) continue;
    least = weighs;
    slot = row;
  }
  return slot;
}
