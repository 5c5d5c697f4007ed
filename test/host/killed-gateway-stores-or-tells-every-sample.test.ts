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

/** `noticedAfterMs`: until a band knows that its host is gone it sends, and writes no log. */
const CASES: readonly Case[] = [
  { board: 'puck', lossShare: 0, downMs: 4000, noticedAfterMs: 0 },
  { board: 'puck', lossShare: 0.005, downMs: 4000, noticedAfterMs: 2000 },
  { board: 'xiao', lossShare: 0, downMs: 9000, noticedAfterMs: 0 },
  { board: 'xiao', lossShare: 0.05, downMs: 20_000, noticedAfterMs: 2000 },
  { board: 'xiao', lossShare: 0, downMs: 20_000, noticedAfterMs: 4000 },
];

/** What a killed gateway had been sent since it last stored. */
const UNSTORED_MS = 1100;
/** A line of samples never runs at more than 1.5 times the sensor's pace, nor do two of them fall together. */
const CLOSEST_MS = 5;

test.each(CASES)(
  '$board, $lossShare of the air lost, down for $downMs ms, noticed after $noticedAfterMs ms: each sample once, in its place, or told as lost',
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
      expect(document.completion!.awaited_frames).toBe(0);
      SENSORS.forEach((sensor, i) => {
        const stored = storedSamples(rig.store, document.session.id, sensor);
        const lacking = lackingBefore(given[i]!, stored, document.session.duration_s);
        expect(lacking, sensor).toBe(toldLost(document, sensor));
        if (one.lossShare === 0) expect(lacking, sensor).toBeLessThanOrEqual(lackingMost(one));
        const closest = Math.min(...stored.tMs.slice(1).map((t, at) => t - stored.tMs[at]!));
        expect(closest, sensor).toBeGreaterThan(CLOSEST_MS);
      });
    }
  },
  120_000,
);

/** Behind a break a XIAO's log takes at least six blocks of 72 samples with it, 4.15 s (firmware/README.md); a Puck.js's takes none. */
const LOGGED_BEFORE: Partial<Record<BoardName, number>> = { xiao: 6 * 72, puck: 0 };

/** What was sent and not stored, and lies further back than the log goes. */
const lackingMost = ({ board, noticedAfterMs }: Case): number =>
  Math.max(0, (RATE_HZ * (UNSTORED_MS + noticedAfterMs)) / 1000 - LOGGED_BEFORE[board]!);
