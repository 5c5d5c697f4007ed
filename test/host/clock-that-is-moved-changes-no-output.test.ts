import { expect, test } from 'vitest';
import { HomeRig, PERSON } from './home-rig.ts';

test("F6: the gateway's clock is moved in mid-session: on record as a security event, the current stays as it is", async () => {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  for (const offsetMs of [3_600_000, 0]) {
    rig.wallOffsetMs = offsetMs;
    await rig.live(2_500);
    expect(rig.device.board.currentUa()).toBe(20_000);
    expect(home.stim!.view().state).toBe('ACTIVE');
  }
  const records = rig.store.audit.of(PERSON, ['security']).map(({ document }) => document as { by_ms: number });
  expect(records).toMatchObject([{ event: 'clock-jump' }, { event: 'clock-jump' }]);
  expect(records.map(({ by_ms }) => Math.round(by_ms / 1000))).toEqual([3600, -3600]);
}, 30_000);
