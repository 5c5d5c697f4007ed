import type { Rep } from './rep.ts';
import type { RepetitionState } from './repetition-state.ts';

/** Deliberate exercise takes longer than a step: a walking cycle bends a knee for 0.6 s. */
const SHORTEST_S = 1.2;
/** Exercise is moved smoothly: under 1.1 m/s^2 off gravity over half a second; steps reach 3.5 and more. */
const ROUGHEST_MS2 = 2.5;
/** A movement much smaller than the repetitions before it is none. */
const LEAST_OF_USUAL = 0.35;
/** Exercise begins at rest; who swings to both sides of it fidgets. Share of the range of motion. */
const BELOW_REST = 0.35;

/** The smallest movement that counts, degrees: by the exercise, and by what this person has been doing. */
export function leastRomDeg({ params, usualRomDeg }: RepetitionState): number {
  return Math.max(params.leastRomDeg, LEAST_OF_USUAL * usualRomDeg);
}

/** The finished movement as a repetition; nothing where it was too small, too quick, too rough or not the joint's own. */
export function judgeRep(state: RepetitionState, endMs: number, confidence: number): Rep | undefined {
  const romDeg = state.peakDeg - state.lowestDeg;
  if (!isExercise(state, endMs, romDeg)) return undefined;
  const { startMs, peakDeg, arrivedMs } = state;
  const leftMs = Math.max(state.leftMs, arrivedMs);
  const measured = 1 - state.filled / Math.max(1, state.samples);
  return {
    index: state.reps + 1,
    startMs,
    peakMs: arrivedMs,
    endMs,
    romDeg,
    peakDeg,
    tempoS: {
      outS: (arrivedMs - startMs) / 1000,
      holdS: (leftMs - arrivedMs) / 1000,
      backS: (endMs - leftMs) / 1000,
    },
    confidence: confidence * measured,
  };
}

function isExercise(state: RepetitionState, endMs: number, romDeg: number): boolean {
  return (
    romDeg >= leastRomDeg(state) &&
    endMs - state.startMs >= SHORTEST_S * 1000 &&
    state.roughestMs2 <= ROUGHEST_MS2 &&
    state.proximalDeg <= state.params.mostProximalShare * state.distalDeg &&
    state.restDeg - state.baseDeg <= BELOW_REST * romDeg
  );
}
