import { cleanSpeed, measureRep } from '../metrics/measure-rep.ts';
import { phasesOf } from '../metrics/phases.ts';
import type { RepMetrics } from '../metrics/rep-metrics.ts';
import { repCurve } from '../rep-curve.ts';
import type { Exemplar } from './exemplar.ts';
import type { RepTraits } from './rep-traits.ts';
import { mainSensor, tiltDeg, tiltStretch } from './tilt.ts';
import type { RepKind, Track } from './track.ts';

/** A repetition's samples, its postures (one row a sample) and what was measured of them. */
export interface MeasuredRep {
  readonly track: Track;
  readonly postures: Float64Array;
  readonly traits: RepTraits;
}

/**
 * The metrics of a repetition whose joint nobody described: of the tilt of the sensor that turns most. The reference is
 * the first enrolled repetition of its kind.
 */
export function templatedMetrics(rep: MeasuredRep, kind: RepKind, exemplars: readonly Exemplar[]): RepMetrics {
  const stretch = tiltStretch(rep.track, rep.postures, rep.traits);
  const speed = cleanSpeed(stretch);
  const phases = phasesOf(stretch, speed.smoothDps, speed.noiseDps);
  const romDeg = Math.max(...stretch.angleDeg);
  const reference = referenceOf(mainSensor(rep.traits), kind, exemplars);
  return measureRep(stretch, speed, phases, { axisConfidence: 1, romDeg, reference });
}

/** The exemplar's tilt at each percent between its departure and its return. */
function referenceOf(sensor: number, kind: RepKind, exemplars: readonly Exemplar[]): number[] | undefined {
  const exemplar = exemplars.find(({ rep }) => rep.exercise === kind.exercise && rep.execution === kind.execution);
  if (!exemplar?.rep.isOwn) return undefined;
  const { postures, traits } = exemplar;
  const angleDeg = tiltDeg(postures, traits, sensor);
  const t = Float64Array.from(angleDeg, (_, i) => i);
  return repCurve({ t, angleDeg }, { start: traits.departed, end: traits.returned });
}
