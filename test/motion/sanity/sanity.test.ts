import { describe, expect, it } from 'vitest';
import { followMovement } from '../follow.ts';
import { interleave, type Recording } from '../recording.ts';
import { dataSet } from '../reference-data.ts';
import { readTavanyar, TAVANYAR_EXERCISES } from '../tavanyar.ts';
import { across, kindsOf, longAxis, repsOf, turned, twoSets } from './worn-wrong.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

describe('doubts about the sensors', () => {
  it('has none while bands sit where they were put', () => {
    for (const seed of SEEDS) {
      const reps = repsOf(twoSets(seed).recordings);
      expect(
        reps.flatMap(({ rep }) => kindsOf(rep.doubts)),
        `seed ${seed}`,
      ).toEqual([]);
    }
  });

  it('has none in a recording that begins before time zero, and still says what it should', () => {
    const knee = twoSets(1);
    const earlier = (recording: Recording): Recording => ({ ...recording, tMs: recording.tMs.map((t) => t - 100_000) });
    const [thigh, shank] = [earlier(knee.recordings[0]), earlier(knee.recordings[1])];
    expect(repsOf([thigh, shank]).flatMap(({ rep }) => kindsOf(rep.doubts))).toEqual([]);
    const slipped = repsOf([thigh, turned(shank, knee.betweenMs - 100_000, longAxis(shank), 50)]);
    expect(slipped.flatMap(({ rep }) => kindsOf(rep.doubts))).toEqual(['slipped shank', 'slipped shank']);
  });

  it('says when a strap slipped round the limb between two sets, by how much, and takes the new place as usual after two', () => {
    for (const seed of SEEDS) {
      const knee = twoSets(seed);
      const [thigh, shank] = knee.recordings;
      const reps = repsOf([thigh, turned(shank, knee.betweenMs, longAxis(shank), 50)]);
      const slipped = reps.filter(({ rep }) => rep.doubts.length > 0);
      expect(
        slipped.map(({ rep }) => kindsOf(rep.doubts).join()),
        `seed ${seed}`,
      ).toEqual(['slipped shank', 'slipped shank']);
      expect(slipped[0]!.rep.startMs).toBeGreaterThan(knee.betweenMs);
      const [doubt] = slipped[0]!.rep.doubts;
      expect(Math.abs((doubt?.kind === 'slipped' ? doubt.byDeg : 0) - 50), `seed ${seed}`).toBeLessThan(8);
    }
  });

  it('says when the band of the limb that keeps still slipped', () => {
    for (const seed of SEEDS) {
      const knee = twoSets(seed);
      const [thigh, shank] = knee.recordings;
      const reps = repsOf([turned(thigh, knee.betweenMs, across(longAxis(thigh)), 45), shank]);
      const kinds = reps.flatMap(({ rep }) => kindsOf(rep.doubts));
      expect(kinds, `seed ${seed}`).toContain('slipped thigh');
      expect(kinds.filter((kind) => kind !== 'slipped thigh')).toEqual([]);
    }
  });

  it('says when a band was put back upside down', () => {
    for (const seed of SEEDS) {
      const knee = twoSets(seed);
      const [thigh, shank] = knee.recordings;
      const endForEnd = turned(shank, knee.betweenMs, throughTheSkin(shank, knee.axes.slice(3)), 180);
      const kinds = repsOf([thigh, endForEnd]).flatMap(({ rep }) => kindsOf(rep.doubts));
      expect(kinds, `seed ${seed}`).toEqual(['upside-down shank', 'upside-down shank']);
    }
  });

  it('says what share of a repetition lay at the end of the range', () => {
    const [thigh, shank] = twoSets(2).recordings;
    const limit = 0.8 * Math.max(...shank.gyroRadS);
    const clipped = { ...shank, gyroRadS: shank.gyroRadS.map((rate) => Math.max(-limit, Math.min(limit, rate))) };
    const doubts = repsOf([thigh, clipped]).flatMap(({ rep }) => rep.doubts);
    expect(new Set(kindsOf(doubts))).toEqual(new Set(['saturated shank']));
    expect(doubts.every((doubt) => doubt.kind === 'saturated' && doubt.share > 0.005 && doubt.share < 0.6)).toBe(true);
  });

  it('says what share of a repetition never arrived, whether interpolated or missing, and what was repeated by a stuck sensor', () => {
    const knee = twoSets(3);
    const [thigh, shank] = knee.recordings;
    const { startMs, endMs } = knee.reps[2]!;
    const [fromMs, toMs] = [startMs + 0.3 * (endMs - startMs), startMs + 0.45 * (endMs - startMs)];
    const kinds = new Map([
      [interpolated, 'dropout'],
      [missing, 'dropout'],
      [stuck, 'stuck'],
    ]);
    for (const [spoil, kind] of kinds) {
      const doubted = repsOf([thigh, spoil(shank, fromMs, toMs)]).filter(({ rep }) => rep.doubts.length > 0);
      expect(
        doubted.map(({ rep }) => kindsOf(rep.doubts).join()),
        spoil.name,
      ).toContain(`${kind} shank`);
      expect(
        doubted.every(({ rep }) => rep.startMs < toMs && rep.endMs > fromMs - 500),
        spoil.name,
      ).toBe(true);
    }
  });
});

describe('doubts about real arms (Tavanyar)', () => {
  const folder = dataSet('tavanyar');
  it.skipIf(!folder)('are few: the straps held', () => {
    const doubted = readTavanyar(folder!).flatMap(({ exercise, recordings }) =>
      followMovement(TAVANYAR_EXERCISES[exercise]!, interleave(recordings)).reps.map(({ rep }) => kindsOf(rep.doubts)),
    );
    const kinds = doubted.flat();
    console.info(
      `Tavanyar: doubts about ${doubted.filter((one) => one.length > 0).length} of ${doubted.length} repetitions: ${kinds.join(', ')}`,
    );
    expect(kinds.length).toBeLessThan(0.02 * doubted.length);
  });
});

/** At a right angle to the limb and to the joint's axis. */
function throughTheSkin(recording: Recording, hinge: readonly number[]): [number, number, number] {
  const [x, y, z] = longAxis(recording);
  const [a, b, c] = hinge as [number, number, number];
  return [y * c - z * b, z * a - x * c, x * b - y * a];
}

const within = (tMs: number, fromMs: number, toMs: number): boolean => tMs >= fromMs && tMs <= toMs;

function interpolated(recording: Recording, fromMs: number, toMs: number): Recording {
  const filled = Uint8Array.from(recording.tMs, (tMs, i) =>
    within(tMs, fromMs, toMs) ? 1 : (recording.filled?.[i] ?? 0),
  );
  return { ...recording, filled };
}

function missing(recording: Recording, fromMs: number, toMs: number): Recording {
  const kept = [...recording.tMs.keys()].filter((i) => !within(recording.tMs[i]!, fromMs, toMs));
  const pick = (values: Float64Array) => Float64Array.from(kept.flatMap((i) => [...values.subarray(3 * i, 3 * i + 3)]));
  return {
    sensor: recording.sensor,
    tMs: Float64Array.from(kept, (i) => recording.tMs[i]!),
    gyroRadS: pick(recording.gyroRadS),
    accMs2: pick(recording.accMs2),
    ...(recording.filled ? { filled: Uint8Array.from(kept, (i) => recording.filled![i]!) } : {}),
  };
}

function stuck(recording: Recording, fromMs: number, toMs: number): Recording {
  const hold = (values: Float64Array): Float64Array => {
    const out = values.slice();
    recording.tMs.forEach((tMs, i) => {
      if (i > 0 && within(tMs, fromMs, toMs)) out.copyWithin(3 * i, 3 * i - 3, 3 * i);
    });
    return out;
  };
  return { ...recording, gyroRadS: hold(recording.gyroRadS), accMs2: hold(recording.accMs2) };
}

describe('bands put on in each other’s place', () => {
  it('still count, every repetition saying so', () => {
    for (const seed of SEEDS) {
      const { recordings } = twoSets(seed);
      const [thigh, shank] = recordings;
      const reps = repsOf([
        { ...thigh, sensor: 'shank' },
        { ...shank, sensor: 'thigh' },
      ]);
      expect(
        reps.map(({ rep }) => kindsOf(rep.doubts).join()),
        `seed ${seed}`,
      ).toEqual(Array(16).fill('swapped thigh'));
      expect(reps.map(({ rep }) => rep.index)).toEqual(reps.map((_, i) => i + 1));
    }
  });

  it('are not what somebody who stands up once makes look so', () => {
    const knee = twoSets(4);
    const [first] = knee.reps;
    const [thigh, shank] = knee.recordings.map((recording) => upTo(recording, first!.endMs + 2000)) as [
      Recording,
      Recording,
    ];
    const reps = repsOf([
      { ...thigh, sensor: 'shank' },
      { ...shank, sensor: 'thigh' },
    ]);
    expect(reps).toEqual([]);
  });
});

function upTo({ sensor, tMs, gyroRadS, accMs2 }: Recording, endMs: number): Recording {
  const count = tMs.filter((t) => t < endMs).length;
  return {
    sensor,
    tMs: tMs.slice(0, count),
    gyroRadS: gyroRadS.slice(0, 3 * count),
    accMs2: accMs2.slice(0, 3 * count),
  };
}
