import { expect, onTestFinished, test } from 'vitest';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import { bandTrust } from '../../host/trust.ts';
import { passUntil } from '../virtual-time.ts';
import { codes, OWN_KEY, TrustRig } from './trust-rig.ts';

const DROP_OUTS = 15;

test.each(['motion', 'stim'] as const)(
  'in bad air the right %s band is let in after each of fifteen drop-outs, and nobody is refused meanwhile',
  async (role) => {
    const rig = new TrustRig('c0:ff:ee:00:00:01', { lossShare: 0.05, burstPackets: 4 });
    rig.bring({ role, key: OWN_KEY });
    const device = await rig.admit(OWN_KEY);
    const ups: string[] = [];
    device.connection.link.onState((state) => state === 'up' && ups.push(state));
    for (let i = 0; i < DROP_OUTS; i++) {
      rig.air.dropOut(500);
      await rig.live(8_000);
      expect(device.refused).toBeUndefined();
    }
    expect(ups).toHaveLength(DROP_OUTS + 1);
    expect(rig.kept).toEqual([]);
  },
);

test('a band that came back while a passphrase was typed is asked under the salt of now', async () => {
  const rig = new TrustRig();
  const { clock } = rig;
  rig.bring({ role: 'motion', key: OWN_KEY });
  const trust = bandTrust({
    keyOf: async () => {
      rig.air.dropOut(500);
      await new Promise<void>((typed) => void clock.after(60_000, typed));
      return { kept: true, key: OWN_KEY };
    },
    timeline: clock,
    refusals: rig.refusals,
  });
  const connection = connectDevice(rig.air.link, { linkKey: trust.linkKey });
  onTestFinished(() => connection.close());
  const hello = await passUntil(clock, greet(connection, clock));
  const device = await passUntil(clock, trust.admit({ connection, hello, placement: 'thigh' }, 'air'), 20);
  expect(device).toMatchObject({ refused: undefined, isProven: true });
  expect(rig.kept).toEqual([]);
});

test('a key that cannot be read lets nobody in, not even the band that has it, and says why', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: OWN_KEY });
  const trust = bandTrust({
    keyOf: async () => ({ kept: true, refused: 'No passphrase that was given opens it.' }),
    timeline: rig.clock,
    refusals: rig.refusals,
  });
  const connection = connectDevice(rig.air.link, { linkKey: trust.linkKey });
  onTestFinished(() => connection.close());
  const hello = await passUntil(rig.clock, greet(connection, rig.clock));
  const device = await passUntil(rig.clock, trust.admit({ connection, hello }, 'cable'));
  expect(device.refused).toMatch(/its key cannot be read: not used\. No passphrase that was given opens it\./);
  expect(codes(rig)).toEqual(['key-unusable']);
});

test('who is let in is told of once as up, and the end of the connection ends all asking', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: OWN_KEY });
  const { connection } = await rig.admit(OWN_KEY);
  const states: string[] = [];
  connection.link.onState((state) => states.push(state));
  expect(states).toEqual(['up']);
  await connection.close();
  expect(states).toEqual(['up', 'closed']);
  const sent: string[] = [];
  rig.air.link.onPacket((channel) => sent.push(channel));
  await rig.live(5_000);
  expect(sent).toEqual([]);
});

test('who was refused is asked again while the link stays: a band that was only slow is let in', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: OWN_KEY });
  let isDeaf = true;
  const { link } = rig.air;
  const deaf = {
    ...link,
    send: async (...sent: Parameters<typeof link.send>) => (isDeaf ? undefined : link.send(...sent)),
  };
  const device = await rig.admit(OWN_KEY, { link: deaf });
  expect(device.refused).toMatch(/has not answered when it was to prove its key/);
  isDeaf = false;
  await rig.live(35_000);
  expect(device.refused).toBeUndefined();
  expect(rig.frames()).toBeGreaterThan(10);
  expect(codes(rig)).toEqual(['key-not-proven']);
});
