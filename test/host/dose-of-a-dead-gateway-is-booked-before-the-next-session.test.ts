import { expect, test } from 'vitest';
import { bookLateDoses } from '../../host/late-dose.ts';
import { passUntil } from '../virtual-time.ts';
import { HomeRig, PERSON } from './home-rig.ts';

test('F2: killed in mid-session; what the band did meanwhile counts for the day, once', async () => {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  await rig.live(3_400);
  const whenKilled = rig.store.doseSince(PERSON, 0);
  rig.killed(home);
  await rig.live(6_000);
  expect(rig.device.board.currentUa()).toBe(0);
  for (let i = 0; i < 2; i++) {
    await passUntil(rig.clock, bookLateDoses(rig.devices, rig.store, rig.clock), 100);
    const booked = rig.store.doseSince(PERSON, 0);
    expect(booked.onTimeMs - whenKilled.onTimeMs).toBeGreaterThan(1_500);
    expect(booked.onTimeMs - whenKilled.onTimeMs).toBeLessThanOrEqual(3_600);
    expect(booked.onTimeMs).toBe(rig.store.doseMark(rig.devices[0]!.hello.deviceId)!.mark.dayMs);
  }
  expect(rig.store.interrupted.map(({ session }) => session.id)).toEqual(['session-1']);
}, 30_000);

test('F2: the next gateway shows what was under way, goes on with nothing, and numbers above it', async () => {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  rig.killed(home);
  const next = await rig.begin();
  await rig.live(500);
  expect(rig.device.board.currentUa()).toBe(0);
  expect(next.stim!.view().state).toBe('LOCKOUT');
  expect(next.stim!.summary()).toMatchObject({ pulses: 0, on_time_s: 0 });
  expect(rig.said.join()).toContain('booked now');
}, 30_000);
