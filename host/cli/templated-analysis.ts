import { GRID_HZ, gridTrack } from '../motion/templates/grid.ts';
import type { CompletedTemplatedRep } from '../motion/templates/templated-rep.ts';
import { finishTemplated, initialTemplated, stepTemplated } from '../motion/templates/templated-reps.ts';
import { type EnrolledRep, TRACK_VALUES, type Track } from '../motion/templates/track.ts';
import { showProgress } from './console.ts';
import type { Recordings } from './recordings.ts';

/** Samples between two looks at the progress. */
const BLOCK = 250;

/** The repetitions of a session in the order they would have been told in, with progress. */
export function templatedReps(
  recordings: Recordings<string>,
  enrolled: readonly EnrolledRep[],
): readonly CompletedTemplatedRep[] {
  const { sensors } = enrolled[0]!.track;
  const track = gridTrack(new Map(sensors.map((name) => [name, recordings.get(name)!])), GRID_HZ);
  const progress = showProgress(Math.ceil(track.count / track.rateHz), 's');
  let state = initialTemplated({ rateHz: GRID_HZ, sensors, enrolled });
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
