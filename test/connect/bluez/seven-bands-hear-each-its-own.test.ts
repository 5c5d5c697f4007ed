import { expect, test } from 'vitest';
import { bluezBench, until } from './bluez-bench.ts';

test('seven bands at once: each of their packets arrives once, in order and at its own link, and so do the commands', async () => {
  const { bands, open, follow } = await bluezBench({ bands: 7 });
  const transport = await open();
  const links = bands.map((band) => follow(transport, band));
  await until(() => links.every(({ states }) => states.at(-1) === 'up'));
  const numbers = Array.from({ length: 200 }, (_, i) => i);
  for (const number of numbers)
    bands.forEach((band, index) => {
      band.notify('motion', Uint8Array.of(index, number));
    });
  await Promise.all(links.map(({ link }, index) => link.send('command', Uint8Array.of(index))));
  await until(() => links.every(({ packets }) => packets.length >= numbers.length));
  links.forEach(({ packets }, index) => {
    expect(packets.map(({ bytes }) => [...bytes])).toEqual(numbers.map((number) => [index, number]));
  });
  expect(bands.map(({ received }) => received.map(({ bytes }) => [...bytes]))).toEqual(bands.map((_, i) => [[i]]));
});
