import type { ImuSource } from '../../sim/board/lsm6ds3-model.ts';
import type { Random } from '../../sim/random.ts';

const AXES = 6;
const ROOM_AT_FIRST = 8192;

/** A limb that swings, with the noise of a sensor, and every sample that it gave: outside of the heap that is measured. */
export class SampleTape implements ImuSource {
  readonly #random: Random;
  #raw = new Int16Array(AXES * ROOM_AT_FIRST);
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  get count(): number {
    return this.#count;
  }

  readRaw = (tS: number, into: Int16Array): void => {
    const swing = Math.PI * tS;
    for (let axis = 0; axis < AXES; axis++) {
      const size = axis < 3 ? 3000 : 4000;
      into[axis] = size * Math.sin(swing + axis) + this.#random.uniform(-8, 8);
    }
    this.#keep(into);
  };

  /** The first from `from` on that is these counts; -1: none. */
  find(counts: Int16Array, from: number): number {
    for (let index = from; index < this.#count; index++) if (this.#is(index, counts)) return index;
    return -1;
  }

  #is(index: number, counts: Int16Array): boolean {
    for (let axis = 0; axis < AXES; axis++) if (this.#raw[AXES * index + axis] !== counts[axis]) return false;
    return true;
  }

  #keep(counts: Int16Array): void {
    const at = AXES * this.#count++;
    if (at === this.#raw.length) {
      const full = this.#raw;
      this.#raw = new Int16Array(2 * full.length);
      this.#raw.set(full);
    }
    this.#raw.set(counts, at);
  }
}
