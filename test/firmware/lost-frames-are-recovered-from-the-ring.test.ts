import { expect, test } from 'vitest';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { type IntakeInput, initialIntake, stepIntake } from '../../host/intake/intake.ts';
import { type AirPlan, createAir, HOME_AIR } from '../../sim/air.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { createBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { seededRandom } from '../../sim/random.ts';
import { builtBundle } from './bench-band.ts';
import { testImu } from './motion-bench.ts';

const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);
const STREAMED_MS = 120_000;
const INTAKE_TURN_MS = 50;
const RINGS = [24, 32] as const;
/** Bursts of 3 packets are those of every simulated room; twice as long ones are worse than any measured. */
const AIRS: readonly (readonly [lossShare: number, burstPackets: number])[] = [
  [0.02, HOME_AIR.burstPackets],
  [0.05, HOME_AIR.burstPackets],
  [0.02, 6],
  [0.05, 6],
];

interface Counts {
  /** Frames that did not come at first. */
  missed: number;
  /** Of these, those that never came. */
  lost: number;
  all: number;
}

async function puckWithRing(frames: number): Promise<string> {
  const bundle = await builtBundle('motion');
  const ofPuck = /(name:"puck",\w+:"PUCKJS",\w+:50,\w+:)24\b/;
  expect(bundle).toMatch(ofPuck);
  return bundle.replace(ofPuck, `$1${frames}`);
}

/** Two minutes of a Puck.js at 104 Hz and of the host's own intake. */
function stream(bundle: string, air: Partial<AirPlan>, seed: number): Counts {
  const clock = createVirtualClock();
  const room = createAir('band', clock, { ...HOME_AIR, ...air }, seededRandom(seed));
  const flash = createFlash(40_000);
  const board = createBoard({ bundle, board: 'puck', clock, seed, flash, imu: testImu(), radio: room });
  const connection = connectDevice(room.link);
  let state = initialIntake('shank');
  const take = (input: IntakeInput): void => {
    const [next, { resend }] = stepIntake(state, input);
    state = next;
    for (const request of resend) connection.send({ kind: 'RESEND', ...request }).catch(() => {});
  };
  connection.messages$.subscribe((message) => {
    const { atMs } = message;
    if (message.kind === 'motion') take({ kind: 'frame', frame: message.frame, atMs });
    if (message.kind !== 'status') return;
    const { boot, oldestSequence: oldest, nextSequence: next } = message.status;
    take({ kind: 'start', boot, ring: { oldest, next }, atMs });
  });
  clock.every(INTAKE_TURN_MS, () => take({ kind: 'time', atMs: clock.nowMs() }));
  room.attach(board);
  clock.advanceTo(STREAMED_MS);
  const { received, lost, recovered } = state.starts.at(-1)!.order.counts;
  return { missed: lost + recovered, lost, all: received + lost };
}

function streamAll(bundle: string, [lossShare, burstPackets]: (typeof AIRS)[number]): Counts {
  const sums: Counts = { missed: 0, lost: 0, all: 0 };
  for (const seed of SEEDS) {
    const { missed, lost, all } = stream(bundle, { lossShare, burstPackets }, seed);
    sums.missed += missed;
    sums.lost += lost;
    sums.all += all;
  }
  return sums;
}

const percent = (part: number, of: number, digits: number): string => `${((100 * part) / of).toFixed(digits)} %`;
const recovered = ({ missed, lost }: Counts): number => (missed - lost) / missed;

test('a ring of 24 frames recovers nearly what one of 32 does, in bursts of three packets', async () => {
  const bundles = await Promise.all(RINGS.map(puckWithRing));
  const rows = AIRS.map((air) => bundles.map((bundle) => streamAll(bundle, air)));
  rows.forEach((counts, i) => {
    const [lossShare, burstPackets] = AIRS[i]!;
    const cells = counts.map(
      (one) => `${percent(one.missed - one.lost, one.missed, 1)} (lost: ${percent(one.lost, one.all, 2)})`,
    );
    console.log(`| ${[percent(lossShare, 1, 0), `${burstPackets} packets`, ...cells].join(' | ')} |`);
  });
  for (const [few] of rows.slice(0, 2)) {
    expect(few!.missed).toBeGreaterThan(500);
    expect(recovered(few!)).toBeGreaterThan(0.95);
  }
  for (const [few, many] of rows) expect(recovered(many!)).toBeGreaterThanOrEqual(recovered(few!));
});
