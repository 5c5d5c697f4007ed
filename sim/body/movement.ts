import type { Random } from '../random.ts';

/** What a simulated person does, piece after piece: the truth against which everything measured is judged. */
export type Piece =
  | { readonly kind: 'rest'; readonly durationS: number }
  | {
      readonly kind: 'rep';
      readonly romDeg: number;
      readonly outS: number;
      readonly holdS: number;
      readonly backS: number;
    }
  /** Small aimless movements: shifting the weight, swinging the foot; never further than `amplitudeDeg` to either side. */
  | { readonly kind: 'fidget'; readonly durationS: number; readonly amplitudeDeg: number };

export interface TrueRep {
  readonly startS: number;
  readonly peakS: number;
  readonly endS: number;
  readonly romDeg: number;
}

export interface Movement {
  readonly durationS: number;
  readonly reps: readonly TrueRep[];
  /** Deviation of the joint from its resting posture, degrees; smooth (twice differentiable) in time. */
  excursionDeg(tS: number): number;
  /** 0 outside fidgeting; scales the sway of the whole body. */
  unrest(tS: number): number;
}

interface Placed {
  readonly startS: number;
  readonly endS: number;
  readonly excursion: (tS: number) => number;
  readonly unrest: number;
}

/** Minimum-jerk path from 0 to 1 (Flash and Hogan 1985), the shape of unhurried human movement. */
export function minimumJerk(share: number): number {
  const s = Math.min(1, Math.max(0, share));
  return s * s * s * (10 + s * (6 * s - 15));
}

export function composeMovement(pieces: readonly Piece[], random: Random): Movement {
  const placed: Placed[] = [];
  const reps: TrueRep[] = [];
  let startS = 0;
  for (const piece of pieces) {
    const endS = startS + durationOf(piece);
    placed.push({
      startS,
      endS,
      excursion: excursionOf(piece, startS, endS, random),
      unrest: piece.kind === 'fidget' ? 1 : 0,
    });
    if (piece.kind === 'rep') reps.push({ startS, peakS: startS + piece.outS, endS, romDeg: piece.romDeg });
    startS = endS;
  }
  const at = (tS: number): Placed | undefined =>
    placed.find((candidate) => tS >= candidate.startS && tS < candidate.endS);
  return {
    durationS: startS,
    reps,
    excursionDeg: (tS) => at(tS)?.excursion(tS) ?? 0,
    unrest: (tS) => {
      const piece = at(tS);
      return piece ? piece.unrest * swell(tS, piece) : 0;
    },
  };
}

function durationOf(piece: Piece): number {
  return piece.kind === 'rep' ? piece.outS + piece.holdS + piece.backS : piece.durationS;
}

function excursionOf(piece: Piece, startS: number, endS: number, random: Random): (tS: number) => number {
  if (piece.kind === 'rest') return () => 0;
  if (piece.kind === 'rep') return (tS) => piece.romDeg * repShape(tS - startS, piece);
  const waves = Array.from({ length: 5 }, () => ({
    deg: (piece.amplitudeDeg * random.uniform(0.3, 1)) / 5,
    hz: random.uniform(0.15, 1.2),
    phase: random.uniform(0, 2 * Math.PI),
  }));
  const bounds = { startS, endS };
  return (tS) =>
    swell(tS, bounds) *
    waves.reduce((sum, wave) => sum + wave.deg * Math.sin(2 * Math.PI * wave.hz * tS + wave.phase), 0);
}

function repShape(tS: number, rep: { readonly outS: number; readonly holdS: number; readonly backS: number }): number {
  return minimumJerk(tS / rep.outS) - minimumJerk((tS - rep.outS - rep.holdS) / rep.backS);
}

/** Fades in and out over a second, so that pieces join smoothly. */
function swell(tS: number, { startS, endS }: { readonly startS: number; readonly endS: number }): number {
  return minimumJerk(tS - startS) * minimumJerk(endS - tS);
}
