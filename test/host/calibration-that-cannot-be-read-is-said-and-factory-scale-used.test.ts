import { expect, test } from 'vitest';
import { askCalibration } from '../../host/connect/band-calibration.ts';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import type { GreetedDevice } from '../../host/device-roster.ts';
import type { Gateway } from '../../host/gateway.ts';
import { beginHomeSession } from '../../host/home-session.ts';
import { exerciseById } from '../../host/motion/index.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/index.ts';
import { giveCalibration } from '../../host/tools/calibration-store.ts';
import type { Placement } from '../../protocol/placement.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { createWorld } from '../../sim/world.ts';
import { temporaryStore } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';
import { pass, passUntil } from '../virtual-time.ts';

const GYRO = { madeAtS: 1_772_000_000, gyro: { biasRadS: [0.001, 0, 0], sigmaRadS: 5e-5 } } as const;

/** The thigh's band has a calibration, the shank's has bytes that nobody can read. */
async function greetedBands(clock: VirtualClock): Promise<readonly GreetedDevice[]> {
  const { devices } = createWorld({ clock, seed: SEED, motionOnly: true });
  return Promise.all(
    devices.map(async ({ link, placement }): Promise<GreetedDevice> => {
      const connection = connectDevice(link);
      await passUntil(clock, greet(connection, clock));
      if (placement === 'thigh') await passUntil(clock, giveCalibration(connection, clock, GYRO));
      else await connection.send({ kind: 'CALIBRATE', counter: 1, payload: new Uint8Array(40).fill(9) });
      await connection.send({ kind: 'SAY_HELLO' });
      await pass(clock, 1000);
      const hello = connection.hello()!;
      const calibration = await passUntil(clock, askCalibration(connection, clock, hello));
      return { connection, hello, placement: placement as Placement, calibration };
    }),
  );
}

test('the session goes on with the one that is whole, and keeps which that was', async () => {
  const clock = createVirtualClock();
  const store = temporaryStore({ wallMs: clock.wallMs });
  const devices = await greetedBands(clock);
  const said: string[] = [];
  const { session } = beginHomeSession({
    gateway: { store, site: 'home', newSessionId: () => 'session-1' } as unknown as Gateway,
    devices,
    timeline: clock,
    person: DEMONSTRATION_PRESCRIPTION.person,
    exercise: exerciseById('knee-extension')!,
    plan: { sets: 1, repsPerSet: 2, restS: 0 },
    prescription: undefined,
    rateHz: 104,
    say: (line) => said.push(line),
  });
  await pass(clock, 20_000);
  session.end();
  await session.done;
  const shank = devices.find(({ placement }) => placement === 'shank')!.hello.deviceId;
  expect(said.filter((line) => /calibration/i.test(line))).toEqual([
    `The calibration of ${shank} is not used: its layout is version 9, known is version 1. Factory scale serves; calibrate it anew.`,
  ]);
  const { sensors, calibrations } = store.session('session-1').session;
  expect(sensors).toEqual(['thigh', 'shank']);
  expect(calibrations).toMatchObject([{ sensor: 'thigh', made_at: new Date(1000 * GYRO.madeAtS).toISOString() }]);
  const [thigh] = [...store.rawSamples('session-1', 'thigh')];
  const [other] = [...store.rawSamples('session-1', 'shank')];
  expect(thigh?.correction).toBeDefined();
  expect(other?.correction).toBeUndefined();
});
