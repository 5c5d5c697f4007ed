import type { Random } from '../random.ts';
import type { FrontEndFaults } from './front-end-faults.ts';
import type { RegisterDevice } from './register-device.ts';

const noAnswer = (): never => {
  throw new Error('I2C Error: NO_ACK');
};

/** Interference on the wires of a chip: of the accesses that it hits half get no answer, half one wrong bit. */
export function onNoisyBus(chip: RegisterDevice, faults: FrontEndFaults, random: Random): RegisterDevice {
  const isHit = (): boolean => faults.busNoise > 0 && random.next() < faults.busNoise;
  const flip = (bytes: readonly number[]): number[] => {
    if (random.next() < 0.5) noAnswer();
    const bit = Math.floor(random.next() * 8 * bytes.length);
    return bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
  };
  return {
    read: (register, quantity, tMs) => {
      const bytes = chip.read(register, quantity, tMs);
      return isHit() ? Uint8Array.from(flip([...bytes])) : bytes;
    },
    write: (register, values, tMs) => chip.write(register, isHit() ? flip(values) : values, tMs),
  };
}
