import type { FrontEndFaults } from '../../../sim/board/front-end-faults.ts';
import { noFrontEndFaults } from '../../../sim/board/front-end-faults.ts';
import type { Random } from '../../../sim/random.ts';
import { pick, whole } from '../attacker.ts';
import type { TwoBoards } from './two-boards.ts';

/** Everything that may happen to a board from outside, the same to both. @returns its name */
export function breakSomething(random: Random, boards: TwoBoards): string {
  const share = random.next();
  const number = whole(random, 4);
  const frontEnd: readonly Partial<FrontEndFaults>[] = [
    { gain: pick(random, [0.5, 0.84, 0.86, 1.14, 1.16, 2]) },
    { stuckOnUa: 3000 },
    { offsetUa: 400 },
    { imbalance: pick(random, [0.015, 0.025, 0.2]) },
    { temperatureC: pick(random, [41, 41.6, 43.5, 60]) },
    { readbackGain: pick(random, [0.7, 0.84, 0.86, 1.14, 1.16, 1.5]) },
    { busDead: true },
    { busNoise: 0.05 },
    { oneShotBroken: true },
    { comparatorBroken: true },
    { enableBroken: true },
    { stopLineBroken: true },
  ];
  const broken = pick(random, frontEnd);
  // Of the modules another bit would be another one in either build.
  const kept = boards.files().filter((name) => !/^limber\.(srv|rec)$|key$/.test(name));
  const faults: Readonly<Record<string, (board: Parameters<Parameters<TwoBoards['both']>[0]>[0]) => void>> = {
    frontEnd: ({ faults }) => void (faults.frontEnd && Object.assign(faults.frontEnd, broken)),
    lifted: ({ faults }) => void (faults.skin && Object.assign(faults.skin, { lifted: true })),
    peel: ({ faults }) =>
      void (faults.skin && Object.assign(faults.skin, { peel: pick(seeded(share), [1.3, 1.49, 1.51, 2, 6.6, 6.7]) })),
    short: ({ faults }) =>
      void (faults.skin && Object.assign(faults.skin, { shortOhm: pick(seeded(share), [20, 99, 100, 101]) })),
    battery: ({ faults }) => {
      faults.power.batteryPercent = pick(seeded(share), [0, 4, 5, 6, 12, 14, 15, 16, 19, 100, 101]);
    },
    charging: ({ faults }) => {
      faults.power.charging = true;
    },
    warm: ({ faults }) => {
      faults.power.temperatureC = pick(seeded(share), [58, 58.1, 62]);
    },
    held: ({ faults }) => faults.holdButton(true),
    writes: ({ faults }) => faults.failWrites(true),
    files: ({ faults }) => faults.corruptFiles(kept),
    account: ({ faults }) => faults.corruptAccount(),
    brownOut: ({ faults }) => faults.brownOut(50 + 1000 * share),
    cut: ({ faults }) => faults.cutPowerInWrite(number, share),
    loop: ({ faults }) => faults.resetLoop(2 + number, 700),
    clock: ({ faults }) => faults.jumpClock(pick(seeded(share), [-3, 0.7, 4, 900, 40_000])),
    stall: ({ faults }) => faults.stall(20 + 1300 * share),
  };
  const name = pick(random, Object.keys(faults));
  boards.both(faults[name]!);
  return name;
}

const seeded = (value: number): Random => ({ next: () => value }) as Random;

/** As it was before. */
export function mend(boards: TwoBoards): void {
  boards.both(({ faults }) => {
    if (faults.frontEnd) Object.assign(faults.frontEnd, noFrontEndFaults());
    if (faults.skin) Object.assign(faults.skin, { lifted: false, peel: 1, shortOhm: null });
    faults.power.batteryPercent = null;
    faults.power.charging = false;
    faults.power.temperatureC = 30;
    faults.failWrites(false);
    faults.holdButton(false);
  });
}
