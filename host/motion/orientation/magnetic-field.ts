import { degToRad } from '../../../protocol/units.ts';
import { designLowPass, type LowPass, lowPass, lowPassCells } from './low-pass.ts';

/**
 * Whether the magnetic field is the one known from before: its strength and dip are compared with a slowly following
 * reference; a strange field that stays the same while the sensor turns becomes the new reference (Laidig & Seel 2023,
 * the paper's default parameters).
 */
export interface FieldTuning {
  /** Absent where samples are too rare for it. */
  readonly smoothing: LowPass | undefined;
}

export interface FieldState {
  /** A low-pass of strength and dip. */
  readonly cells: Float64Array;
  /** Strength in the magnetometer's unit, 0 before the first reference. */
  norm: number;
  /** Angle below the horizon, rad. */
  dip: number;
  undisturbedS: number;
  isDisturbed: boolean;
  candidateNorm: number;
  candidateDip: number;
  /** For how long the sensor has turned in the candidate's field. */
  candidateS: number;
}

const SMOOTHING_TAU_S = 0.05;
const REFERENCE_TAU_S = 20;
const NORM_SHARE = 0.1;
const DIP_RAD = degToRad(10);
const UNDISTURBED_S = 0.5;
const NEW_FIELD_S = 20;
const FIRST_FIELD_S = 5;
/** A field is only told from a magnet that moves along by turning in it. */
const TURNING_RAD_S = degToRad(20);

const CHANNELS = 2;
const NORM = 1;
const DIP = 2;

export function tuneField(periodS: number): FieldTuning {
  const smoothing = SMOOTHING_TAU_S < periodS / 2 ? undefined : designLowPass(SMOOTHING_TAU_S, periodS);
  return { smoothing };
}

export function initialField(): FieldState {
  return {
    cells: new Float64Array(lowPassCells(CHANNELS)),
    norm: 0,
    dip: 0,
    undisturbedS: 0,
    isDisturbed: true,
    candidateNorm: -1,
    candidateDip: 0,
    candidateS: 0,
  };
}

/**
 * @param norm strength of the sample's field
 * @param dip its angle below the horizon, rad
 * @param turningRadS how fast the sensor turns
 * @param elapsedS since the sample before
 * @returns whether the field is disturbed
 */
export function watchField(
  field: FieldState,
  tuning: FieldTuning,
  norm: number,
  dip: number,
  turningRadS: number,
  elapsedS: number,
): boolean {
  const { cells } = field;
  cells[NORM] = norm;
  cells[DIP] = dip;
  if (tuning.smoothing) lowPass(cells, 0, CHANNELS, tuning.smoothing);
  const gain = -Math.expm1(-elapsedS / REFERENCE_TAU_S);
  compareWithReference(field, elapsedS, gain);
  followCandidate(field, elapsedS, gain, turningRadS);
  return field.isDisturbed;
}

function compareWithReference(field: FieldState, elapsedS: number, gain: number): void {
  if (!isLike(field.cells, field.norm, field.dip)) {
    field.undisturbedS = 0;
    field.isDisturbed = true;
    return;
  }
  field.undisturbedS += elapsedS;
  if (field.undisturbedS < UNDISTURBED_S) return;
  field.isDisturbed = false;
  field.norm += gain * (field.cells[NORM]! - field.norm);
  field.dip += gain * (field.cells[DIP]! - field.dip);
}

function followCandidate(field: FieldState, elapsedS: number, gain: number, turningRadS: number): void {
  const { cells } = field;
  if (!isLike(cells, field.candidateNorm, field.candidateDip)) {
    field.candidateS = 0;
    field.candidateNorm = cells[NORM]!;
    field.candidateDip = cells[DIP]!;
    return;
  }
  if (turningRadS >= TURNING_RAD_S) field.candidateS += elapsedS;
  field.candidateNorm += gain * (cells[NORM]! - field.candidateNorm);
  field.candidateDip += gain * (cells[DIP]! - field.candidateDip);
  const patienceS = field.norm === 0 ? FIRST_FIELD_S : NEW_FIELD_S;
  if (!field.isDisturbed || field.candidateS < patienceS) return;
  field.norm = field.candidateNorm;
  field.dip = field.candidateDip;
  field.isDisturbed = false;
  field.undisturbedS = UNDISTURBED_S;
}

const isLike = (cells: Float64Array, norm: number, dip: number): boolean =>
  Math.abs(cells[NORM]! - norm) < NORM_SHARE * norm && Math.abs(cells[DIP]! - dip) < DIP_RAD;
