import type { Command } from '../../protocol/message.ts';
import type { SimulatedFlash } from '../../sim/board/flash.ts';
import type { Random } from '../../sim/random.ts';

export const KINDS: readonly Command['kind'][] = [
  'NONE',
  'SAY_HELLO',
  'ARM',
  'START',
  'LEASE',
  'SET',
  'PAUSE',
  'RESUME',
  'ACK_FAULT',
  'PRESCRIBE',
  'ENROL',
];

export const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random.next() * items.length)]!;
export const whole = (random: Random, below: number): number => Math.floor(random.next() * below);
export const randomBytes = (random: Random, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => whole(random, 256));

/** Flash that counts its writes. */
export function countedFlash(flash: SimulatedFlash): SimulatedFlash & { writes(): number } {
  let writes = 0;
  return {
    ...flash,
    write: (name, data) => {
      writes++;
      return flash.write(name, data);
    },
    writes: () => writes,
  };
}
