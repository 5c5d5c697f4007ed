import { expect, test } from 'vitest';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import { askLinkKeyProof } from '../../host/connect/link-key-proof.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { pass, passUntil } from '../virtual-time.ts';
import { HomeRig } from './home-rig.ts';

test('a band in another host’s session proves nothing, and the session goes on; once its leases have run out it does', async () => {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  const connection = connectDevice(rig.device.link, { linkKey: () => SIMULATED_LINK_KEY });
  await passUntil(rig.clock, greet(connection, rig.clock));
  const ask = () => passUntil(rig.clock, askLinkKeyProof(connection, rig.clock, 4711));
  expect((await ask()).proof).toBe('busy');
  expect(home.stim!.view().state).toBe('ACTIVE');
  home.stim!.close();
  expect((await ask()).proof).toBe('proven');
  await pass(rig.clock, 1_000);
  expect(rig.device.board.currentUa()).toBe(0);
});
