import type { Placement } from '../../../protocol/placement.ts';
import { initialTrail, type Trail } from '../metrics/trail.ts';
import type { Rep } from './rep.ts';

export interface RepetitionParams {
  /** A smaller movement is no repetition, degrees. */
  readonly leastRomDeg: number;
  /** A movement that lasts longer is a change of posture, seconds. */
  readonly longestS: number;
  /** How much the proximal segment may turn for each degree the distal one turns; walking turns both. */
  readonly mostProximalShare: number;
  /** Nearer to the trunk first, where two are worn: who they are if they turn out to be swapped. */
  readonly sensors?: readonly [Placement, Placement];
  /** Sampling rate of the angle, Hz. */
  readonly rateHz: number;
  /** Whether the speed is best taken from the angle itself: an angle by gravity alone, without an axis to be found. */
  readonly isElevation: boolean;
  /** The angle at each percent of the repetition as enrolled or demonstrated, degrees. */
  readonly reference?: readonly number[];
}

export interface RepetitionState {
  readonly params: RepetitionParams;
  reps: number;
  /** Range of motion of the latest repetitions, degrees; 0 before the first. */
  usualRomDeg: number;
  /** Where the joint is when it is quiet between movements. */
  restDeg: number;
  /** How long it has been quiet, s. */
  quietS: number;
  phase: 'rest' | 'out' | 'back' | 'ending';
  /** A repetition that is as good as over: told at its end, which is a moment away. */
  pending: Rep | undefined;
  /** The first repetition that looks as if the sensors were swapped: told with the second, or not at all. */
  heldBack: Rep | undefined;
  /** Whether the latest repetition told looked so too. */
  isSwapped: boolean;
  lastMs: number;
  lastDeg: number;
  speedDps: number;
  /** Distance of the specific force from gravity, low-passed. */
  shakeMs2: number;
  sense: number;
  /** Resting level and when it was last seen. */
  baseDeg: number;
  baseMs: number;
  /** When the latest movement was over. */
  restedMs: number;
  startMs: number;
  lowestDeg: number;
  peakDeg: number;
  /** Latest outward movement that gained ground: the hold begins. */
  arrivedMs: number;
  arrivedDeg: number;
  /** Latest moment the movement turned back: the hold ends. */
  leftMs: number;
  fastestOutDps: number;
  fastestBackDps: number;
  stillSinceMs: number;
  distalDeg: number;
  proximalDeg: number;
  roughestMs2: number;
  samples: number;
  filled: number;
  /** What the repetition will be measured on. */
  readonly trail: Trail;
}

/** Room for the rest before a movement, which may be part of the repetition, seconds. */
const BEFOREHAND_S = 2;

export function initialRepetition(params: RepetitionParams): RepetitionState {
  const at = { lastMs: Number.NaN, lastDeg: 0, speedDps: 0, shakeMs2: 0, sense: 1, baseDeg: 0, baseMs: 0, restedMs: 0 };
  const rep = { startMs: 0, lowestDeg: 0, peakDeg: 0, arrivedMs: 0, arrivedDeg: 0, leftMs: 0, fastestOutDps: 0 };
  const rest = {
    fastestBackDps: 0,
    stillSinceMs: 0,
    distalDeg: 0,
    proximalDeg: 0,
    roughestMs2: 0,
    samples: 0,
    filled: 0,
  };
  const trail = initialTrail(params.rateHz, params.longestS + BEFOREHAND_S);
  return {
    params,
    reps: 0,
    usualRomDeg: 0,
    restDeg: 0,
    quietS: 0,
    phase: 'rest',
    pending: undefined,
    heldBack: undefined,
    isSwapped: false,
    ...at,
    ...rep,
    ...rest,
    trail,
  };
}

/** The movement is over, or was none: what comes next begins here. */
export function goToRest(state: RepetitionState): void {
  state.phase = 'rest';
  state.baseDeg = state.lastDeg;
  state.baseMs = state.lastMs;
  state.restedMs = state.lastMs;
}
