import { expect, test } from 'vitest';
import { HomeRig } from './home-rig.ts';

test('a lease that was lost on the air, and that no memory knows of, is numbered above', async () => {
  const rig = new HomeRig();
  (await rig.begin()).close();
  const { connection, hello } = rig.devices[0]!;
  const { link } = rig.device;
  const { send } = link;
  Object.assign(link, { send: async () => {} });
  await connection.send({ kind: 'LEASE', counter: 50, boot: hello.boot, ttlMs: 2000 });
  Object.assign(link, { send });
  expect(connection.sealedUpTo()).toBe(50);
  const home = await rig.stimulate();
  expect(home.stim!.view().state).toBe('ACTIVE');
  expect(connection.sealedUpTo()).toBeGreaterThan(50);
}, 30_000);
