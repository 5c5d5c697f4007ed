import { expect, test } from 'vitest';
import { initialRing, putBlock, ringTrack } from '../../../host/motion/enrolment/sample-ring.ts';
import { exerciseById } from '../../../host/motion/exercise-library.ts';
import { finishMovement, initialMovement, type MovementState, stepMovement } from '../../../host/motion/movement.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import type { EnrolledRep } from '../../../host/motion/templates/track.ts';
import { followMovement, type RepEvent } from '../follow.ts';
import { knownKnee } from '../known-knee.ts';
import { interleave } from '../recording.ts';

const knee = knownKnee(2, { parts: ['rest', 'set'], partS: 30 });
const blocks = interleave(knee.recordings);
const plain = followMovement('knee-extension', blocks).reps;

/** The set's own first three repetitions. */
function enrolled(): EnrolledRep[] {
  const ring = initialRing(['thigh', 'shank'], knee.durationMs / 1000 + 1);
  for (const block of blocks) putBlock(ring, block);
  return plain.slice(0, 3).map(({ rep }) => ({
    exercise: 'knee-extension',
    execution: 'correct',
    isOwn: true,
    person: 'me',
    track: ringTrack(ring, rep.startMs, rep.endMs)!,
  }));
}

function follow(samples: readonly SampleBlock[], savedEvery = Number.POSITIVE_INFINITY): RepEvent[] {
  let state: MovementState = initialMovement({
    exercise: exerciseById('knee-extension')!,
    rateHz: 104,
    enrolled: enrolled(),
  });
  const events = [];
  for (const [i, block] of samples.entries()) {
    const [next, emitted] = stepMovement(i % savedEvery === 0 ? structuredClone(state) : state, block);
    state = next;
    events.push(...emitted);
  }
  return [...events, ...finishMovement(state)].filter((event) => event.kind === 'rep');
}

const named = follow(blocks);

test('each repetition is named as it is told, and nothing else of it changes', () => {
  expect(named.length).toBeGreaterThan(4);
  for (const { rep } of named) expect(rep.execution?.name).toBe('correct');
  const withoutNames = named.map(({ rep: { execution: _, ...rep }, ...event }) => ({ ...event, rep }));
  expect(withoutNames).toStrictEqual(plain);
});

test('the names are the same however samples are cut into blocks, and after any pause', () => {
  expect(follow(interleave(knee.recordings, (n) => 1 + ((7 * n) % 90)))).toEqual(named);
  expect(follow(blocks, 50)).toEqual(named);
});
