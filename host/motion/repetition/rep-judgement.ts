import { cleanSpeed, differentiated, measureRep } from '../metrics/measure-rep.ts';
import { type Phases, phasesOf } from '../metrics/phases.ts';
import { stretchOf } from '../metrics/trail.ts';
import type { Rep, Tempo } from './rep.ts';
import type { RepetitionState } from './repetition-state.ts';

/** Deliberate exercise takes longer than a step: a walking cycle bends a knee for 0.6 s. */
const SHORTEST_S = 1.2;
/** Exercise is moved smoothly: under 1.1 m/s^2 off gravity over half a second; steps reach 3.5 and more. */
const ROUGHEST_MS2 = 2.5;
/** A movement much smaller than the repetitions before it is none. */
const LEAST_OF_USUAL = 0.35;
/** Exercise begins at rest; who swings to both sides of it fidgets. Share of the range of motion. */
const BELOW_REST = 0.35;

/** The last bit of the way back may be slow, but nobody is kept waiting for it. */
const LONGEST_ENDING_MS = 250;
/** A movement begins before it is seen. */
const BEFOREHAND_MS = 1500;

/** The smallest movement that counts, degrees: by the exercise, and by what this person has been doing. */
export function leastRomDeg({ params, usualRomDeg }: RepetitionState): number {
  return Math.max(params.leastRomDeg, LEAST_OF_USUAL * usualRomDeg);
}

/** The finished movement as a repetition; nothing where it was too small, too quick, too rough or not the joint's own. */
export function judgeRep(state: RepetitionState, endMs: number, confidence: number): Rep | undefined {
  const romDeg = state.peakDeg - state.lowestDeg;
  if (!isExercise(state, endMs, romDeg)) return undefined;
  const { params, startMs, peakDeg, arrivedMs } = state;
  const remembered = stretchOf(state.trail, Math.max(state.restedMs, startMs - BEFOREHAND_MS), state.lastMs);
  const stretch = params.isElevation ? differentiated(remembered) : remembered;
  const speed = cleanSpeed(stretch);
  const phases = phasesOf(stretch, speed.smoothDps, speed.noiseDps);
  const measured = 1 - state.filled / Math.max(1, state.samples);
  return {
    index: state.reps + 1,
    startMs: phases ? Math.max(state.restedMs, phases.outFromS * 1000) : startMs,
    peakMs: phases ? phases.outToS * 1000 : arrivedMs,
    endMs: phases ? Math.min(phases.backToS * 1000, state.lastMs + LONGEST_ENDING_MS) : endMs,
    romDeg,
    peakDeg,
    tempoS: phases ? tempoOf(phases) : roughTempo(state, endMs),
    confidence: confidence * measured,
    metrics: measureRep(stretch, speed, phases, { axisConfidence: confidence, romDeg, reference: params.reference }),
    doubts:
      isOwnJoint(state) || !params.sensors
        ? []
        : [{ kind: 'swapped', sensor: params.sensors[0], with: params.sensors[1] }],
  };
}

const tempoOf = ({ outFromS, outToS, backFromS, backToS }: Phases): Tempo => ({
  outS: outToS - outFromS,
  holdS: backFromS - outToS,
  backS: backToS - backFromS,
});

/** By the marks set while it went on, where the phases cannot be told apart afterwards. */
function roughTempo({ startMs, arrivedMs, leftMs }: RepetitionState, endMs: number): Tempo {
  const left = Math.max(leftMs, arrivedMs);
  return { outS: (arrivedMs - startMs) / 1000, holdS: (left - arrivedMs) / 1000, backS: (endMs - left) / 1000 };
}

function isExercise(state: RepetitionState, endMs: number, romDeg: number): boolean {
  return (
    romDeg >= leastRomDeg(state) &&
    endMs - state.startMs >= SHORTEST_S * 1000 &&
    state.roughestMs2 <= ROUGHEST_MS2 &&
    (isOwnJoint(state) || isSwapped(state)) &&
    state.restDeg - Math.min(state.baseDeg, state.lowestDeg) <= BELOW_REST * romDeg &&
    state.peakDeg - state.restDeg >= state.params.leastRomDeg
  );
}

/** The segment beyond the joint turned, and the one before it not much. */
const isOwnJoint = ({ proximalDeg, distalDeg, params }: RepetitionState): boolean =>
  proximalDeg <= params.mostProximalShare * distalDeg;

/** The other way round: the angle is the same, but each band sits where the other belongs. */
const isSwapped = ({ proximalDeg, distalDeg, params }: RepetitionState): boolean =>
  params.sensors !== undefined && params.mostProximalShare < 1 && distalDeg <= params.mostProximalShare * proximalDeg;
