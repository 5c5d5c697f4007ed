import { expect, test } from 'vitest';
import { codes, OTHER_KEY, TrustRig } from '../host/trust-rig.ts';
import { hellos, impostor } from '../keys/impostor.ts';

const asReal = (rig: TrustRig) => impostor(rig.air.link, 'info', hellos({ simulated: false }));

test.each(['motion', 'stim'] as const)('a %s band that nobody enrolled here', async (role) => {
  const rig = new TrustRig();
  rig.bring({ role, key: OTHER_KEY });
  const device = await rig.admit(null, { link: asReal(rig) });
  await rig.live(3_000);
  expect(device.refused).toMatch(/not enrolled at this gateway: not used\. If it is yours: limber enrol --device sim-/);
  expect(rig.heard).toEqual([]);
  expect(codes(rig)).toEqual(['not-enrolled']);
});

test('over a cable a motion band is let in: it is in the hands of who plugged it in', async () => {
  const rig = new TrustRig('/dev/ttyACM0');
  rig.bring({ role: 'motion', key: null });
  const device = await rig.admit(null, { link: asReal(rig), via: 'cable' });
  await rig.live(1_000);
  expect(device.refused).toBeUndefined();
  expect(rig.frames()).toBeGreaterThan(10);
});

test('a simulated motion band is let in over simulated air: nothing of it is anybody’s', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: null });
  const device = await rig.admit(null);
  await rig.live(1_000);
  expect(device.refused).toBeUndefined();
  expect(rig.frames()).toBeGreaterThan(10);
});

test('a band that turns real, or simulated, between two connections is another one', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: null });
  let changed = {};
  const device = await rig.admit(null, { link: impostor(rig.air.link, 'info', (message) => hellos(changed)(message)) });
  changed = { simulated: false };
  rig.air.dropOut(500);
  rig.heard.length = 0;
  await rig.live(4_000);
  expect(device.refused).toMatch(/Another band answers/);
  expect(rig.heard).toEqual([]);
});
