import type { SensorDoubt } from '../motion/sanity/doubt.ts';
import { asEnrolled, wearingDoubts } from '../motion/templates/as-enrolled.ts';
import { GRID_HZ, gridTrack } from '../motion/templates/grid.ts';
import type { CompletedTemplatedRep, TemplatedRep } from '../motion/templates/templated-rep.ts';
import { finishTemplated, initialTemplated, stepTemplated } from '../motion/templates/templated-reps.ts';
import { type EnrolledRep, TRACK_VALUES, type Track } from '../motion/templates/track.ts';
import { showProgress } from './console.ts';
import { watchSignals } from './recorded-signals.ts';
import type { Recordings } from './recordings.ts';
import { checkSharedTime } from './shared-time.ts';

/** Samples between two looks at the progress. */
const BLOCK = 250;

/** A repetition, and why it may not be what happened. */
export interface DoubtedRep {
  readonly rep: TemplatedRep;
  readonly doubts: readonly SensorDoubt<string>[];
}

/**
 * The repetitions of a session in the order they would have been told in, with progress. Bands worn otherwise than when
 * the repetitions were enrolled are allowed for, and marked.
 * @throws LimberError recording/no-overlap
 */
export function templatedReps(recordings: Recordings<string>, enrolled: readonly EnrolledRep[]): readonly DoubtedRep[] {
  const { sensors } = enrolled[0]!.track;
  checkSharedTime(recordings);
  const used: Recordings<string> = new Map(sensors.map((name) => [name, recordings.get(name)!]));
  const worn = asEnrolled(gridTrack(used, GRID_HZ), enrolled);
  const signals = watchSignals(used);
  return repsIn(worn.track, enrolled).map(({ rep }) => ({
    rep,
    doubts: [...wearingDoubts(worn, rep.segment), ...signals(rep.startS, rep.endS)],
  }));
}

function repsIn(track: Track, enrolled: readonly EnrolledRep[]): readonly CompletedTemplatedRep[] {
  const progress = showProgress(Math.ceil(track.count / track.rateHz), 's');
  let state = initialTemplated({ rateHz: GRID_HZ, sensors: track.sensors, enrolled });
  const found: CompletedTemplatedRep[] = [];
  for (let from = 0; from < track.count; from += BLOCK) {
    const [next, completed] = stepTemplated(state, blockOf(track, from));
    state = next;
    found.push(...completed);
    progress.update(Math.ceil(Math.min(track.count, from + BLOCK) / track.rateHz), '');
  }
  progress.stop();
  return [...found, ...finishTemplated(state)];
}

function blockOf(track: Track, from: number): Track {
  const count = Math.min(BLOCK, track.count - from);
  const values = track.values.map((all) => all.subarray(from * TRACK_VALUES, (from + count) * TRACK_VALUES));
  return { ...track, t0S: track.t0S + from / track.rateHz, count, values };
}
