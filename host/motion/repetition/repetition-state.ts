export interface RepetitionParams {
  /** A smaller movement is no repetition, degrees. */
  readonly leastRomDeg: number;
  /** A movement that lasts longer is a change of posture, seconds. */
  readonly longestS: number;
  /** How much the proximal segment may turn for each degree the distal one turns; walking turns both. */
  readonly mostProximalShare: number;
}

export interface RepetitionState {
  readonly params: RepetitionParams;
  reps: number;
  /** Range of motion of the latest repetitions, degrees; 0 before the first. */
  usualRomDeg: number;
  /** Where the joint is when it is quiet between movements. */
  restDeg: number;
  phase: 'rest' | 'out' | 'back';
  lastMs: number;
  lastDeg: number;
  speedDps: number;
  /** Distance of the specific force from gravity, low-passed. */
  shakeMs2: number;
  sense: number;
  /** Resting level and when it was last seen. */
  baseDeg: number;
  baseMs: number;
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
}

export function initialRepetition(params: RepetitionParams): RepetitionState {
  const at = { lastMs: Number.NaN, lastDeg: 0, speedDps: 0, shakeMs2: 0, sense: 1, baseDeg: 0, baseMs: 0 };
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
  return { params, reps: 0, usualRomDeg: 0, restDeg: 0, phase: 'rest', ...at, ...rep, ...rest };
}
