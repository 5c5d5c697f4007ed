import { expect, test } from 'vitest';
import { HOME_AIR } from '../../sim/air.ts';
import type { BoardName } from '../../sim/board/board-kinds.ts';
import type { VirtualClock } from '../../sim/board/virtual-clock.ts';
import { seededRandom } from '../../sim/random.ts';
import { placeDevice } from '../../sim/world.ts';
import { lackingBefore, storedSamples, toldLost } from '../backfill/home-with-gaps.ts';
import { swingingLeg } from '../firmware/log-bench.ts';
import { SEED } from '../seeded.ts';
import { KilledHome } from './killed-home.ts';

const SENSORS = ['thigh', 'shank'] as const;
const RATE_HZ = 104;

interface Case {
  readonly board: BoardName;
  readonly lossShare: number;
  readonly downMs: number;
  readonly noticedAfterMs: number;
}

function homeOf({ board, lossShare }: Case, seed: number) {
  const imus = SENSORS.map((_, i) => swingingLeg(2 * seed + i));
  const bands = (clock: VirtualClock) =>
    SENSORS.map((placement, i) => {
      const random = seededRandom(seed).fork(placement);
      const worn = { role: 'motion', placement, board, random, parts: { imu: imus[i]! } } as const;
      return placeDevice({ clock, air: { ...HOME_AIR, lossShare } }, worn);
    });
  return { rig: new KilledHome({ bands }), given: imus.map((imu) => imu.given) };
}

async function completed(rig: KilledHome): Promise<void> {
  const awaited = (): boolean =>
    SENSORS.some((sensor) => rig.home?.session.healthOf(sensor)?.completion?.framesAwaited !== 0);
  await rig.until(() => !awaited());
  await rig.live(3000);
}

const CASES: readonly Case[] = [
  { board: 'puck', lossShare: 0, downMs: 4000, noticedAfterMs: 0 },
  { board: 'puck', lossShare: 0.005, downMs: 4000, noticedAfterMs: 2000 },
  { board: 'xiao', lossShare: 0, downMs: 9000, noticedAfterMs: 0 },
  { board: 'xiao', lossShare: 0.05, downMs: 20000, noticedAfterMs: 2000 },
  { board: 'xiao', lossShare: 0, downMs: 20000, noticedAfterMs: 4000 },
];

test.each(CASES)(
  '$board, loss $lossShare, down $downMs, noticed after $noticedAfterMs',
  async (one) => {
    const random = seededRandom(SEED).fork('moments');
    for (let kill = 0; kill < 3; kill++) {
      const { rig, given } = homeOf(one, SEED + kill);
      await rig.begin();
      await rig.live(random.uniform(12_000, 15_000));
      const home = await rig.killAndGoOn(one.downMs, one.noticedAfterMs);
      await rig.live(12_000);
      await completed(rig);
      home.session.end();
      const document = await home.session.done;
      SENSORS.forEach((sensor, i) => {
        const stored = storedSamples(rig.store, document.session.id, sensor);
        const lacking = lackingBefore(given[i]!, stored, document.session.duration_s);
        const told = toldLost(document, sensor);
        const steps = stored.tMs.slice(1).map((t, at) => t - stored.tMs[at]!);
        const bigAt = steps.flatMap((s, at) => (s > 20 ? [`${stored.tMs[at]!.toFixed(0)}+${s.toFixed(0)}`] : []));
        const closeAt = stored.tMs.filter((_, at) => (steps[at] ?? 9) < 5);
        console.info(
          one.board,
          kill,
          sensor,
          'lacking',
          lacking,
          'told',
          told,
          'n',
          stored.tMs.length,
          'late',
          stored.late,
          'close',
          closeAt.length,
          closeAt[0],
          closeAt.at(-1),
          'big',
          bigAt.join(),
          'gap',
          JSON.stringify(document.session.gaps),
        );
        expect(lacking).toBe(told);
      });
    }
  },
  120_000,
);
