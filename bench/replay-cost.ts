import { connectDevice } from '../host/connect/device-connection.ts';
import type { Recording } from '../host/connect/recording.ts';
import { inOrderOfTime, nominalRateHz, recordingBlocks } from '../host/connect/recording-blocks.ts';
import { replayLink } from '../host/connect/replay-link.ts';
import { fittingConfiguration, resample } from '../host/connect/resample.ts';
import { exerciseSession } from '../host/exercise-session.ts';
import { exerciseById, movement } from '../host/motion/index.ts';
import type { Placement } from '../protocol/placement.ts';
import { createVirtualClock } from '../sim/board/virtual-clock.ts';
import { knownKnee } from '../test/motion/known-knee.ts';
import { type BenchRow, compareNs, lessIsBetter } from './row.ts';

const exercise = exerciseById('knee-extension')!;
const SETTLE_MS = 200;
const ROUNDS = 20;

type Recordings = ReadonlyMap<Placement, Recording>;

/** The same recordings straight into the movement stages, and as frames of a band over a link on a clock of its own. */
export function replayCostRow(): BenchRow {
  const recordings = kneeRecordings();
  const samples = [...recordings.values()].reduce((sum, { count }) => sum + count, 0);
  const found = { analysed: 0, replayed: 0 };
  const { oursNs, peerNs } = compareNs(
    samples,
    () => {
      found.analysed = analyse(recordings);
    },
    () => {
      found.replayed = replay(recordings);
    },
    ROUNDS,
  );
  return lessIsBetter({
    name: 'analyse of a recording, per sample, without reading the file',
    figure: oursNs,
    unit: 'ns CPU',
    peer: 'replay of it: resampled, framed, sent over a link on a virtual clock, decoded, taken in',
    peerFigure: peerNs,
    note: `${found.analysed} repetitions found, replay ${found.replayed}; frames of 3 samples; neither stores anything`,
  });
}

function kneeRecordings(): Recordings {
  const { recordings } = knownKnee(1, { parts: ['rest', 'set', 'fidget'], partS: 30 });
  return new Map(
    recordings.map(({ sensor, tMs, gyroRadS, accMs2 }) => {
      const values = Float64Array.from({ length: 6 * tMs.length }, (_, at) => {
        const [i, axis] = [Math.floor(at / 6), at % 6];
        return axis < 3 ? gyroRadS[3 * i + axis]! : accMs2[3 * i + axis - 3]!;
      });
      return [sensor, { count: tMs.length, tS: tMs.map((t) => t / 1000), values }];
    }),
  );
}

function analyse(recordings: Recordings): number {
  const rateHz = Math.max(...[...recordings.values()].map(nominalRateHz));
  let state = movement.initial({ exercise, rateHz });
  let reps = 0;
  const streams = [...recordings].map(([sensor, recording]) => recordingBlocks(recording, sensor, 0));
  for (const block of inOrderOfTime(streams)) {
    const [next, events] = movement.step(state, block);
    state = next;
    for (const event of events) if (event.kind === 'rep') reps++;
  }
  return reps;
}

function replay(recordings: Recordings): number {
  const timeline = createVirtualClock();
  const configuration = fittingConfiguration([...recordings.values()]);
  const bands = [...recordings].map(([placement, recording]) => {
    const stretches = resample(recording, configuration, 0);
    return {
      placement,
      connection: connectDevice(replayLink({ name: placement, stretches, configuration, timeline })),
    };
  });
  let reps = 0;
  exerciseSession({ bands, exercise, rateHz: configuration.rateHz, timeline, originMs: 0 }).subscribe((event) => {
    if (event.kind === 'rep') reps++;
  });
  const endS = Math.max(...[...recordings.values()].map(({ tS, count }) => tS[count - 1]!));
  timeline.advanceBy(endS * 1000 + SETTLE_MS);
  return reps;
}
