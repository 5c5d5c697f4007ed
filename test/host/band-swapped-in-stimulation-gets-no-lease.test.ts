import { expect, onTestFinished, test } from 'vitest';
import { bandRefusals } from '../../host/band-refusals.ts';
import { pace } from '../../host/cli/pace.ts';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import type { HomeSession } from '../../host/home-session.ts';
import { stopEverything } from '../../host/stop-everything.ts';
import { bandTrust } from '../../host/trust.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { answers, impostor } from '../keys/impostor.ts';
import { passUntil } from '../virtual-time.ts';
import { HomeRig } from './home-rig.ts';

/** A home whose stim band is asked for its key; from `swap` on, who answers does not have it. */
async function guarded(): Promise<{ rig: HomeRig; home: HomeSession; swap: () => void }> {
  const rig = new HomeRig();
  const { clock } = rig;
  let isSwapped = false;
  const somebody = impostor(
    rig.device.link,
    'status',
    answers((answer) => {
      if (isSwapped && answer.proof?.length) answer.proof = answer.proof.map((byte) => byte ^ 1);
    }),
  );
  const trust = bandTrust({
    keyOf: async () => ({ kept: true, key: SIMULATED_LINK_KEY }),
    timeline: clock,
    refusals: bandRefusals(clock, (line) => rig.said.push(line)),
  });
  const connection = connectDevice(somebody, { linkKey: trust.linkKey });
  onTestFinished(() => connection.close());
  const hello = await passUntil(clock, greet(connection, clock));
  rig.devices = [await passUntil(clock, trust.admit({ connection, hello }, 'air'))];
  const home = await rig.stimulate();
  const swap = (): void => {
    isSwapped = true;
  };
  return { rig, home, swap };
}

test('the band that comes back at once proves its key in the middle of its session, and goes on', async () => {
  const { rig, home } = await guarded();
  rig.device.air.dropOut(300);
  await rig.live(8_000);
  expect(home.stim!.view().state).toBe('ACTIVE');
  expect(rig.device.board.currentUa()).toBe(20_000);
  expect(rig.devices[0]!.refused).toBeUndefined();
});

test('who comes back without the key gets no lease: the current is 0 within 2.5 s, and what it says counts for nothing', async () => {
  const { rig, home, swap } = await guarded();
  swap();
  rig.device.air.dropOut(300);
  const states = new Set<string>();
  await rig.live(2_500);
  expect(rig.device.board.currentUa()).toBe(0);
  home.stim!.view$.subscribe(({ state }) => states.add(state));
  await rig.live(20_000);
  expect(rig.devices[0]!.refused).toMatch(/does not have its key/);
  expect([...states]).not.toContain('ACTIVE');
  expect(rig.said.filter((line) => line.includes('does not have its key'))).toHaveLength(1);
});

test('and the next session does not begin with it', async () => {
  const { rig, home, swap } = await guarded();
  swap();
  rig.device.air.dropOut(300);
  await rig.live(12_000);
  home.stim!.close();
  expect((await rig.begin()).stim).toBeUndefined();
  expect(rig.said.at(-1)).toMatch(/no stimulation: .* does not have its key/);
});

test('STOP still reaches it, and is confirmed', async () => {
  const { rig, swap } = await guarded();
  swap();
  rig.device.air.dropOut(300);
  await rig.live(1_000);
  let over = false;
  const pacing = pace(rig.clock, 1, () => over);
  const outcome = await stopEverything(rig.devices);
  over = true;
  await pacing;
  expect(outcome.stopped).toBe(true);
  expect(rig.device.board.currentUa()).toBe(0);
});
