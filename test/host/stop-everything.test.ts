import { expect, test } from 'vitest';
import { pace } from '../../host/cli/pace.ts';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import { stopEverything } from '../../host/stop-everything.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { createWorld } from '../../sim/world.ts';
import { SEED } from '../seeded.ts';
import { HomeRig } from './home-rig.ts';

function band() {
  const clock = createVirtualClock();
  const { devices } = createWorld({ clock, seed: SEED });
  const device = devices.find(({ role }) => role === 'stim')!;
  return { clock, device, connection: connectDevice(device.link, { linkKey: () => SIMULATED_LINK_KEY }) };
}

test('STOP reaches a band whose stimulation no session knows of', async () => {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  home.stim!.close();
  expect(rig.device.board.currentUa()).toBe(20_000);

  let over = false;
  const pacing = pace(rig.clock, 1, () => over);
  const outcome = await stopEverything(rig.devices);
  over = true;
  await pacing;
  expect(outcome).toEqual({ stopped: true, message: 'Stopped. No current flows.' });
  expect(rig.device.board.currentUa()).toBe(0);
});

test('a band that does not confirm STOP is never reported as off', async () => {
  const { clock, connection } = band();
  const greeting = greet(connection, clock);
  clock.advanceBy(5000);
  // The clock stands still: nothing the band might say arrives.
  const outcome = await stopEverything([{ connection, hello: await greeting }]);
  expect(outcome.stopped).toBe(false);
  expect(outcome.message).toContain('take the pads off');
});

test('without a stimulation band there is nothing to stop, and it says so', async () => {
  expect(await stopEverything([])).toEqual({ stopped: true, message: 'There is no stimulation band to stop.' });
});
