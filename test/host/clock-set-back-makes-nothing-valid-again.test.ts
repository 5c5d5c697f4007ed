import { expect, test } from 'vitest';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/index.ts';
import { HomeRig } from './home-rig.ts';

const MINUTE_MS = 60_000;

/** How far the clock must be moved for the prescription to have expired. */
const pastExpiryMs = (rig: HomeRig): number =>
  Date.parse(DEMONSTRATION_PRESCRIPTION.expires_at) - rig.clock.wallMs() + MINUTE_MS;

test('F12: expired while a session was open, killed, clock set back: refused, with the way out in words', async () => {
  const rig = new HomeRig();
  const first = await rig.begin();
  expect(first.stim).toBeDefined();
  rig.wallOffsetMs = pastExpiryMs(rig);
  await rig.live(500);
  rig.killed(first);
  rig.wallOffsetMs = 0;
  const second = await rig.begin();
  expect(second.stim).toBeUndefined();
  const said = rig.said.join('; ');
  expect(said).toContain('expired');
  expect(said).toMatch(/clock of this gateway says .* but it has said .* before/);
  expect(said).toMatch(/--data .*limber enrol/);
});

test('F12: a decision alone remembers the time at which it was made', async () => {
  const rig = new HomeRig();
  rig.wallOffsetMs = pastExpiryMs(rig);
  const refused = await rig.begin();
  expect(refused.stim).toBeUndefined();
  expect(rig.said.join('; ')).not.toContain('clock');
  rig.wallOffsetMs = 0;
  const still = await rig.begin();
  expect(still.stim).toBeUndefined();
  expect(rig.said.join('; ')).toContain('clock');
});

test('a clock that is set back a little makes nothing invalid', async () => {
  const rig = new HomeRig();
  rig.killed(await rig.begin());
  rig.wallOffsetMs = -MINUTE_MS;
  const second = await rig.begin();
  expect(second.stim).toBeDefined();
});
