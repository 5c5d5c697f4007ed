import { connectDevice } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import type { SensorToCalibrate } from '../../host/tools/calibration-sensor.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { createHolder, type Holder, type HolderPlan } from '../../sim/holder.ts';
import { SEED } from '../seeded.ts';
import { passUntil } from '../virtual-time.ts';

export interface CalibrationBench {
  readonly clock: VirtualClock;
  readonly holder: Holder;
  readonly sensors: readonly SensorToCalibrate[];
}

/** Bands in a holder, greeted; the hand begins now. */
export async function calibrationBench(plan: Omit<HolderPlan, 'clock' | 'seed'>): Promise<CalibrationBench> {
  const clock = createVirtualClock(Date.UTC(2026, 2, 1));
  const holder = createHolder({ ...plan, clock, seed: SEED });
  const connections = holder.devices.map(({ link }) => connectDevice(link));
  const hellos = await passUntil(clock, Promise.all(connections.map((one) => greet(one, clock))));
  holder.hand.begin(clock.nowMs() / 1000);
  return { clock, holder, sensors: connections.map((connection, i) => ({ connection, hello: hellos[i]! })) };
}
