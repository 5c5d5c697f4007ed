import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SessionEvent } from '../../../protocol/session.ts';
import { CourseRig, NOW_S } from './course-rig.ts';

const SEED = Number(process.env.LIMBER_SEED ?? 20_261_122);

/** Longer than a report's period, the air's delay and a lost report or two: what is shown may lag by so much. */
const LAG_MS = 2_100;

const own: readonly SessionEvent[] = [
  { kind: 'CONTACT', ok: false },
  { kind: 'CONTACT', ok: true },
  { kind: 'CONFIRM' },
  { kind: 'HOLD' },
  { kind: 'REBOOT' },
  { kind: 'END', reason: 'OVER_TEMPERATURE' },
];
const act = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 100, max: 8_000 }).map((ms) => (rig: CourseRig) => rig.run(ms)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('start', 'stop', 'pause', 'resume')
      .map((kind) => (rig: CourseRig) => rig.wish({ kind, nowS: NOW_S })),
  },
  { weight: 1, arbitrary: fc.constantFrom(...own).map((event) => (rig: CourseRig) => rig.event(event)) },
  { weight: 1, arbitrary: fc.constant((rig: CourseRig) => rig.restartHost()) },
);

/** What is lost is drawn before the walk, so that a seed repeats it. */
function loseSome(rig: CourseRig, losses: readonly number[], share: number): void {
  let drawn = 0;
  const loses = (): boolean => losses[drawn++ % losses.length]! < share;
  rig.air.losesCommand = loses;
  rig.air.losesAnswer = loses;
  rig.air.losesReport = loses;
}

test(`I18: off is shown only where no current flows, whatever the air loses (seed ${SEED})`, () => {
  const losses = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 97, maxLength: 97 });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), losses, fc.constantFrom(0, 5, 30, 70), (acts, drawn, share) => {
      const rig = new CourseRig();
      loseSome(rig, drawn, share);
      rig.run(300);
      rig.wish({ kind: 'start', nowS: NOW_S });
      rig.run(1_500);
      rig.event({ kind: 'CONFIRM' });
      for (const one of acts) one(rig);
      rig.run(3_000);
      let flowingSinceMs: number | null = null;
      for (const { atMs, view, trueUa } of rig.shown) {
        flowingSinceMs = trueUa === 0 ? null : (flowingSinceMs ?? atMs);
        const saysOff = view.state !== 'UNKNOWN' && view.currentUa === 0;
        if (flowingSinceMs !== null && atMs - flowingSinceMs > LAG_MS) expect(saysOff, `at ${atMs} ms`).toBe(false);
      }
    }),
    { seed: SEED, numRuns: 60 },
  );
});
