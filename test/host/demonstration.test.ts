import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asDemonstrated, asPrescribed, type DemonstratedRep, prescribe } from '../../host/motion/demonstration.ts';
import { exerciseById } from '../../host/motion/index.ts';
import { REP_POINTS, repCurve } from '../../host/motion/rep-curve.ts';
import { SEED } from '../seeded.ts';

const KNEE = exerciseById('knee-extension')!;

/** Half a sine: 0 at either end, the peak in the middle. */
const arch = (peakDeg: number): number[] =>
  Array.from({ length: REP_POINTS }, (_, i) => peakDeg * Math.sin((Math.PI * i) / (REP_POINTS - 1)));

const shown = (index: number, peakDeg: number, change: Partial<DemonstratedRep> = {}): DemonstratedRep => ({
  index,
  romDeg: peakDeg,
  peakDeg,
  tempoS: { outS: 2, holdS: 1, backS: 2.5 },
  confidence: 0.95,
  isDoubted: false,
  curve: arch(peakDeg),
  ...change,
});

const prescribed = (reps: readonly DemonstratedRep[]) => {
  const made = prescribe(KNEE, reps);
  if (made.kind === 'Refused') throw new Error(JSON.stringify(made.obstacles));
  return made.movement;
};
const obstacles = (reps: readonly DemonstratedRep[]): string[] => {
  const made = prescribe(KNEE, reps);
  return made.kind === 'Refused' ? made.obstacles.map(({ code }) => code) : [];
};

test('peaks that hardly differ make a target of five degrees to either side', () => {
  expect(prescribed([shown(1, 70), shown(2, 71), shown(3, 69)])).toMatchObject({
    exercise: 'knee-extension',
    targetDeg: { low: 65, high: 75 },
    reps: 3,
  });
});

test('peaks that differ make a wider one: two standard deviations', () => {
  // Mean 70, sample standard deviation 5.
  expect(prescribed([shown(1, 65), shown(2, 70), shown(3, 75)]).targetDeg).toEqual({ low: 60, high: 80 });
});

test('tempo is the median of each phase, so that one odd repetition does not move it', () => {
  const odd = shown(3, 70, { tempoS: { outS: 3.4, holdS: 0.2, backS: 2.5 } });
  const reps = [shown(1, 70), shown(2, 70, { tempoS: { outS: 2.2, holdS: 1.24, backS: 2.1 } }), odd];
  expect(prescribed(reps).tempo).toEqual({ outS: 2.2, holdS: 1, backS: 2.5 });
});

test('the template is the mean curve with its band', () => {
  const { template } = prescribed([shown(1, 68), shown(2, 70), shown(3, 72)]);
  expect(template.meanDeg).toHaveLength(REP_POINTS);
  expect(template.meanDeg[50]).toBeCloseTo(70, 9);
  expect(template.deviationDeg[50]).toBeCloseTo(2, 9);
  expect(template.deviationDeg[0]).toBe(0);
});

test('whatever repetitions agree, the target holds every peak and the mean', () => {
  const peaks = fc.array(fc.double({ min: 60, max: 66, noNaN: true }), { minLength: 3, maxLength: 10 });
  fc.assert(
    fc.property(peaks, (degrees) => {
      const { targetDeg } = prescribed(degrees.map((degree, i) => shown(i + 1, degree)));
      const mean = degrees.reduce((sum, degree) => sum + degree, 0) / degrees.length;
      expect(targetDeg.low).toBeLessThan(mean);
      expect(targetDeg.high).toBeGreaterThan(mean);
      expect(targetDeg.high - targetDeg.low).toBeGreaterThanOrEqual(9);
    }),
    { seed: SEED },
  );
});

test('two repetitions are too few, and nothing else is said of them', () => {
  expect(prescribe(KNEE, [shown(1, 70), shown(2, 20)])).toEqual({
    kind: 'Refused',
    obstacles: [{ code: 'too-few', reps: 2, needed: 3 }],
  });
});

test('every reason against it is told at once, with the repetitions it touches', () => {
  const reps = [
    shown(1, 40, { isDoubted: true }),
    shown(2, 70, { confidence: 0.3, curve: undefined }),
    shown(3, 75, { tempoS: { outS: 0.7, holdS: 0, backS: 0.8 } }),
  ];
  const made = prescribe(KNEE, reps);
  expect(made).toMatchObject({
    obstacles: [
      { code: 'peaks-differ' },
      { code: 'tempo-differs', shortestS: 1.5, longestS: 5.5 },
      { code: 'doubtful-sensors', indexes: [1] },
      { code: 'low-confidence', indexes: [2] },
      { code: 'not-whole', indexes: [2] },
    ],
  });
});

test('a small movement may differ by less than a large one, though never by less than a sensor can tell', () => {
  const around = (peakDeg: number, byDeg: number) => [
    shown(1, peakDeg - byDeg),
    shown(2, peakDeg),
    shown(3, peakDeg + byDeg),
  ];
  expect(obstacles(around(20, 3.9))).toEqual([]);
  expect(obstacles(around(20, 4.1))).toEqual(['peaks-differ']);
  expect(obstacles(around(90, 9.9))).toEqual([]);
  expect(obstacles(around(90, 10.1))).toEqual(['peaks-differ']);
});

test('the exercise then asks for it, and all else of the exercise stays', () => {
  const movement = prescribed([shown(1, 50), shown(2, 51), shown(3, 49)]);
  const own = asPrescribed(KNEE, movement);
  expect(own.targetDeg).toEqual({ low: 45, high: 55 });
  expect(own.tempo).toEqual({ outS: 2, holdS: 1, backS: 2.5 });
  expect({ ...own, targetDeg: KNEE.targetDeg, tempo: KNEE.tempo }).toEqual(KNEE);
});

test('while it is shown, half of the usual travel counts too', () => {
  expect(asDemonstrated(KNEE).targetDeg).toEqual({ low: KNEE.targetDeg.low / 2, high: KNEE.targetDeg.high });
});

test('a repetition is stretched to percents of itself, and one that was not recorded has no curve', () => {
  const line = { t: [0, 1, 2, 3, 4], angleDeg: [0, 10, 20, 10, 0] };
  const curve = repCurve(line, { start: 1, end: 3 })!;
  expect([curve[0], curve[25], curve[50], curve[100]]).toEqual([10, 15, 20, 10]);
  // A session that ends with its last repetition lacks its last sample.
  expect(repCurve(line, { start: 1, end: 4.05 })!.at(-1)).toBe(0);
  expect(repCurve(line, { start: 1, end: 4.5 })).toBeUndefined();
  expect(repCurve({ t: [], angleDeg: [] }, { start: 0, end: 1 })).toBeUndefined();
});
