import { expect, test } from 'vitest';
import { codes, OTHER_KEY, OWN_KEY, TrustRig } from '../host/trust-rig.ts';

test.each(['motion', 'stim'] as const)('a %s band of the same id without the key, after a drop-out', async (role) => {
  const rig = new TrustRig();
  rig.bring({ role, key: OWN_KEY });
  const device = await rig.admit(OWN_KEY);
  await rig.live(2_000);
  expect(rig.frames()).toBeGreaterThan(1);

  rig.air.dropOut(Number.POSITIVE_INFINITY);
  rig.heard.length = 0;
  rig.bring({ role, key: OTHER_KEY });
  await rig.live(20_000);
  expect(device.refused).toMatch(/does not have its key/);
  expect(rig.heard).toEqual([]);
  expect(codes(rig)).toEqual(['key-not-proven']);
});

test('another id at the same address, enrolled or not', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: OWN_KEY });
  const device = await rig.admit(OWN_KEY);
  rig.air.dropOut(Number.POSITIVE_INFINITY);
  rig.heard.length = 0;
  rig.bring({ role: 'motion', key: OWN_KEY, seed: 6 });
  await rig.live(8_000);
  expect(device.refused).toMatch(/Another band answers at c0:ff:ee:00:00:01/);
  expect(rig.heard).toEqual([]);
  expect(codes(rig)).toEqual(['other-band']);
});

test('over a cable too, where no key was kept: the band that was there, or none', async () => {
  const rig = new TrustRig('/dev/ttyACM0');
  rig.bring({ role: 'motion', key: null });
  const device = await rig.admit(null, { via: 'cable' });
  await rig.live(1_000);
  expect(rig.frames()).toBeGreaterThan(10);
  rig.air.dropOut(Number.POSITIVE_INFINITY);
  rig.heard.length = 0;
  rig.bring({ role: 'motion', key: null, seed: 6 });
  await rig.live(8_000);
  expect(device.refused).toMatch(/Another band answers/);
  expect(rig.heard).toEqual([]);
});

test('the right band that comes back proves its key again, and no frame of it is lost meanwhile', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: OWN_KEY });
  const device = await rig.admit(OWN_KEY);
  await rig.live(2_000);
  const salts = new Set<string>();
  const through: number[] = [];
  const arrived: number[] = [];
  device.connection.messages$.subscribe((message) => {
    if (message.kind === 'hello') salts.add(String(message.hello.salt));
    if (message.kind === 'motion') through.push(message.frame.sequence);
  });
  rig.air.link.onPacket((channel) => channel === 'motion' && arrived.push(1));
  rig.air.dropOut(1_000);
  await rig.live(6_000);
  expect(device.refused).toBeUndefined();
  expect(salts.size).toBe(1);
  expect(through.length).toBe(arrived.length);
  expect(through).toEqual(through.toSorted((a, b) => a - b));
  expect(rig.kept).toEqual([]);
});
