import fc from 'fast-check';
import type { CourseFinding, CourseParams, CourseWish } from '../../../host/stim/course/stim-course.ts';
import type { SessionEvent } from '../../../protocol/session.ts';
import { CourseRig } from './course-rig.ts';

/** Whatever may happen to host, band and air, in any order. */
export type Act = (rig: CourseRig) => void;

const own: readonly SessionEvent[] = [
  { kind: 'CONTACT', ok: false },
  { kind: 'CONTACT', ok: true },
  { kind: 'CONFIRM' },
  { kind: 'CONFIRM' },
  { kind: 'HOLD' },
  { kind: 'REBOOT' },
  { kind: 'END', reason: 'OVER_TEMPERATURE' },
];
const wishes: readonly Exclude<CourseWish, { readonly kind: 'start' }>[] = [
  { kind: 'stop' },
  { kind: 'pause' },
  { kind: 'resume' },
  { kind: 'raise' },
  { kind: 'raise', stepUa: 7_000 },
  { kind: 'lower' },
  { kind: 'set', currentUa: 12_000 },
  { kind: 'comfort', feeling: 'too-weak' },
  { kind: 'comfort', feeling: 'uncomfortable' },
  { kind: 'comfort', feeling: 'painful' },
  { kind: 'present' },
  { kind: 'acknowledge-fault' },
];
const findings: readonly CourseFinding[] = ['jolt', 'superseded', 'withdrawn', 'not-recorded'];

/** One of the latest commands reaches the band once more. */
function duplicate(rig: CourseRig, nth: number): void {
  const command = rig.sent.at(-nth);
  if (command) rig.take(command);
}

const wait = fc.integer({ min: 100, max: 8_000 }).map(
  (ms): Act =>
    (rig) =>
      rig.run(ms),
);
const act = fc.oneof(
  { weight: 6, arbitrary: wait },
  { weight: 2, arbitrary: fc.constant<Act>((rig) => rig.start()) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...wishes).map(
      (wish): Act =>
        (rig) =>
          rig.wish(wish),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...findings).map(
      (finding): Act =>
        (rig) =>
          rig.find(finding),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...own).map(
      (event): Act =>
        (rig) =>
          rig.event(event),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Act>((rig) => rig.restartHost()) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 20, max: 900 }).map(
      (ms): Act =>
        (rig) => {
          rig.air.delayMs = ms;
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 10 }).map(
      (nth): Act =>
        (rig) =>
          duplicate(rig, nth),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: -90_000, max: 90_000 }).map(
      (byS): Act =>
        (rig) => {
          rig.wallS += byS;
        },
    ),
  },
);

export interface Walk {
  readonly acts: readonly Act[];
  /** Drawn before the walk, so that a seed repeats it. */
  readonly losses: readonly number[];
  readonly lossPercent: number;
}

export const walk: fc.Arbitrary<Walk> = fc.record({
  acts: fc.array(act, { maxLength: 16 }),
  losses: fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 97, maxLength: 97 }),
  lossPercent: fc.constantFrom(0, 5, 30, 70),
});

/** A session is begun, then everything happens; `after` is called with each act done. */
export function walkWith(
  { acts, losses, lossPercent }: Walk,
  after: (rig: CourseRig) => void = () => {},
  params: Partial<CourseParams> = {},
): CourseRig {
  const rig = new CourseRig(params);
  let drawn = 0;
  const loses = (): boolean => losses[drawn++ % losses.length]! < lossPercent;
  rig.air.losesCommand = loses;
  rig.air.losesAnswer = loses;
  rig.air.losesReport = loses;
  rig.run(300);
  rig.start();
  rig.run(1_500);
  rig.event({ kind: 'CONFIRM' });
  for (const one of acts) {
    one(rig);
    after(rig);
  }
  rig.run(3_000);
  return rig;
}

/** The air is clear again, and somebody listens. */
export function calm(rig: CourseRig): void {
  rig.air.losesCommand = () => false;
  rig.air.losesAnswer = () => false;
  rig.air.losesReport = () => false;
  rig.air.delayMs = 20;
  rig.run(3_000);
}
