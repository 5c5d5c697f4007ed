import { expect, test } from 'vitest';
import type { SerialLink } from '../../../host/connect/serial/serial-link.ts';
import { LimberError } from '../../../protocol/limber-error.ts';
import { opensAt, openTerminals, plugIn, until } from './plugged-band.ts';

const ROUNDS = 40;

test('whenever a band is pulled out while its port is opened, that is refused in words or is a state, and nothing stays open', async () => {
  const before = openTerminals();
  const outcomes = { refused: 0, lost: 0 };
  const lostOf = async (link: SerialLink): Promise<void> => {
    let state = '';
    link.onState((now) => {
      state = now;
    });
    await until(() => state === 'down');
    await link.close();
    outcomes.lost++;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const band = await plugIn(`fleeting-${round}`);
    // Pulled out before, while and after: the system decides, and every outcome is a right one.
    const unplugging = round % 2 ? band.unplug() : Promise.resolve();
    const link = await opensAt(band.path).catch((error: unknown) => error);
    await (round % 2 ? unplugging : band.unplug());
    if (link instanceof Error) {
      expect(link).toBeInstanceOf(LimberError);
      expect(link).toMatchObject({ code: 'link/port-unavailable', message: expect.stringContaining(band.path) });
      outcomes.refused++;
    } else await lostOf(link as SerialLink);
  }
  expect(outcomes.refused + outcomes.lost).toBe(ROUNDS);
  expect(outcomes.lost).toBeGreaterThan(0);
  await until(() => openTerminals() === before);
});
