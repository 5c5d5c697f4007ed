import { expect, test } from 'vitest';
import { createSealer, sealCommand } from '../../host/connect/command-seal.ts';

const KEY = new Uint8Array(16).fill(1);
const SALT = new Uint8Array(8).fill(2);
const OTHER_SALT = new Uint8Array(8).fill(3);
const START = Uint8Array.of(8, 17);
const LEASE = Uint8Array.of(8, 18);

test('no nonce ever seals two commands', () => {
  const { seal } = createSealer();
  seal(START, 5, KEY, SALT);
  expect(() => seal(LEASE, 5, KEY, SALT)).toThrow(RangeError);
  expect(() => seal(LEASE, 4, KEY, SALT)).toThrow(RangeError);
  expect(seal(LEASE, 6, KEY, SALT)).toEqual(sealCommand(LEASE, 6, KEY, SALT));
});

test('the same command may be sent again, also after later ones', () => {
  const { seal } = createSealer();
  const first = seal(START, 5, KEY, SALT);
  for (let counter = 6; counter < 100; counter++) seal(LEASE, counter, KEY, SALT);
  expect(seal(START, 5, KEY, SALT)).toEqual(first);
});

test('a new connection has a salt of its own, and numbers may begin anew', () => {
  const { seal } = createSealer();
  seal(START, 5, KEY, SALT);
  expect(seal(LEASE, 1, KEY, OTHER_SALT)).toEqual(sealCommand(LEASE, 1, KEY, OTHER_SALT));
});

test('a number beyond 32 bits seals nothing, for its nonce would be an earlier one', () => {
  for (const counter of [2 ** 32, 2 ** 32 + 5, Number.NaN, 1.5, -1])
    expect(() => createSealer().seal(LEASE, counter, KEY, SALT)).toThrow(RangeError);
  expect(sealCommand(LEASE, 2 ** 32 - 1, KEY, SALT)).toBeInstanceOf(Uint8Array);
});
