import { expect, test } from 'vitest';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { LATE } from '../../host/intake/handed-on.ts';
import { type IntakeInput, initialIntake, stepIntake } from '../../host/intake/intake.ts';
import { createAir, HOME_AIR } from '../../sim/air.ts';
import { BOARD_KINDS, type BoardName } from '../../sim/board/board-kinds.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { createBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { readFirmwareBundle } from '../../sim/firmware-bundle.ts';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { type Followed, misalignments, quantile } from './clock-following.ts';

const MINUTE_MS = 60_000;
const SETTLED_MS = 12_000;

/** The built firmware over its own piece of air into the host's own intake: where each frame's first sample was placed. */
function streamed(board: BoardName, connectionIntervalMs: number, seed: number): Pick<Followed, 'trueMs' | 'errorMs'> {
  const clock = createVirtualClock();
  const random = seededRandom(seed);
  const takenMs: number[] = [];
  const readRaw = (tS: number, into: Int16Array): void => {
    into.fill(7);
    into[3] = takenMs.length;
    takenMs.push(tS * 1000);
  };
  const air = createAir('band', clock, { ...HOME_AIR, connectionIntervalMs }, random.fork('air'));
  const crystalPpm = random.fork('crystal').uniform(-50, 50);
  const flash = createFlash(BOARD_KINDS[board].flashBytes);
  const bundle = readFirmwareBundle('motion');
  air.attach(createBoard({ bundle, board, clock, seed, flash, crystalPpm, imu: { readRaw }, radio: air }));
  const connection = connectDevice(air.link);
  let state = initialIntake('thigh');
  const followed = { trueMs: [] as number[], errorMs: [] as number[] };
  const take = (input: IntakeInput): void => {
    const [next, { recorded, resend }] = stepIntake(state, input);
    state = next;
    for (const request of resend) connection.send({ kind: 'RESEND', ...request }).catch(() => {});
    for (const { tMs, raw, marks } of recorded) {
      if ((marks?.[0] ?? 0) & LATE) continue;
      const trueMs = takenMs[raw[3]!]!;
      followed.trueMs.push(trueMs);
      followed.errorMs.push(tMs[0]! - trueMs);
    }
  };
  connection.messages$.subscribe((message) => {
    if (message.kind === 'motion') take({ kind: 'frame', frame: message.frame, atMs: message.atMs });
  });
  clock.every(50, () => take({ kind: 'time', atMs: clock.nowMs() }));
  clock.advanceTo(4 * MINUTE_MS);
  return followed;
}

test.each([
  ['puck', 7.5, 7.5],
  ['puck', 15, 15],
  ['puck', 7.5, 60],
  ['xiao', 15, 15],
  ['jolt', 15, 15],
] as const)(
  'every two of six bands with the firmware of a %s at %d and %d ms are aligned within some 2 ms',
  (board, a, b) => {
    const bands = [a, b, a, b, a, b].map((intervalMs, i) => streamed(board, intervalMs, SEED + i));
    const apartMs: number[] = [];
    bands.forEach((one, i) => {
      for (const other of bands.slice(i + 1))
        for (const apart of misalignments(one, other, SETTLED_MS)) apartMs.push(apart);
    });
    console.info(board, a, b, 'p50', quantile(apartMs, 0.5).toFixed(2), 'p99', quantile(apartMs, 0.99).toFixed(2));
    expect(quantile(apartMs, 0.5)).toBeLessThan(1);
    expect(quantile(apartMs, 0.99)).toBeLessThan(2.5);
  },
);
