import { expect, test } from 'vitest';
import { codes, OTHER_KEY, OWN_KEY, TrustRig } from '../host/trust-rig.ts';

test.each(['motion', 'stim'] as const)('a %s band that has the key is let in, and its frames come', async (role) => {
  const rig = new TrustRig();
  rig.bring({ role, key: OWN_KEY });
  const device = await rig.admit(OWN_KEY);
  await rig.live(3_000);
  expect(device).toMatchObject({ refused: undefined, isProven: true });
  expect(rig.frames()).toBeGreaterThan(1);
  expect(rig.kept).toEqual([]);
});

test.each([
  ['motion', 'another key', OTHER_KEY],
  ['motion', 'no key', null],
  ['stim', 'another key', OTHER_KEY],
  ['stim', 'no key', null],
] as const)(
  'a %s band of a known id with %s is refused, shown and recorded, and nothing of it is used',
  async (role, _, key) => {
    const rig = new TrustRig();
    rig.bring({ role, key });
    const device = await rig.admit(OWN_KEY);
    await rig.live(20_000);
    expect(device.refused).toMatch(/which is enrolled here, but does not have its key: not used/);
    expect(rig.heard).toEqual([]);
    expect(rig.said).toEqual([device.refused]);
    expect(codes(rig)).toEqual(['key-not-proven']);
    expect(rig.kept[0]).toMatchObject({ kind: 'security', by: 'gateway', document: { event: 'band-refused' } });
  },
);

test('a refused stim band takes STOP, and is sent nothing else', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'stim', key: OTHER_KEY });
  const { connection } = await rig.admit(OWN_KEY);
  await expect(connection.send({ kind: 'STOP' })).resolves.toBeUndefined();
  for (const kind of ['ARM', 'START', 'LEASE', 'SET', 'RESUME'] as const)
    await expect(connection.send({ kind, counter: 99 })).rejects.toMatchObject({ code: 'link/not-up' });
});

test('a link over which somebody is refused is not up for anybody behind the gate', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: OTHER_KEY });
  const { connection } = await rig.admit(OWN_KEY);
  const states: string[] = [];
  connection.link.onState((state) => states.push(state));
  await rig.live(10_000);
  expect(states).not.toContain('up');
});

test('who comes back with the right key is let in', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: OTHER_KEY });
  const device = await rig.admit(OWN_KEY);
  rig.air.dropOut(Number.POSITIVE_INFINITY);
  rig.bring({ role: 'motion', key: OWN_KEY });
  await rig.live(6_000);
  expect(device.refused).toBeUndefined();
  expect(rig.frames()).toBeGreaterThan(10);
});
