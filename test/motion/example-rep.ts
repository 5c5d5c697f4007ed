import { measured, notKnown } from '../../host/motion/metrics/measure.ts';
import type { RepMetrics } from '../../host/motion/metrics/rep-metrics.ts';
import type { Rep } from '../../host/motion/repetition/rep.ts';

/** A repetition as the movement stage would tell it. */
export function exampleRep(change: Partial<Rep> = {}): Rep {
  const tempoS = change.tempoS ?? { outS: 2, holdS: 1, backS: 2 };
  const romDeg = change.romDeg ?? change.peakDeg ?? 80;
  return {
    index: 1,
    startMs: 0,
    peakMs: 2000,
    endMs: 5000,
    romDeg,
    peakDeg: romDeg,
    tempoS,
    confidence: 1,
    metrics: exampleMetrics(romDeg, tempoS),
    doubts: [],
    ...change,
  };
}

export function exampleMetrics(romDeg: number, { outS, holdS, backS }: Rep['tempoS']): RepMetrics {
  return {
    romDeg: measured(romDeg, 0.7),
    outS: measured(outS, 0.06),
    holdS: measured(holdS, 0.06),
    backS: measured(backS, 0.06),
    peakSpeedDps: measured((1.875 * romDeg) / outS, 1),
    smoothness: measured(-1.45, 0.02),
    holdUnsteadinessDeg: measured(0.4, 0.05),
    pathRatio: measured(1, 0.01),
    templateDeg: notKnown('no-reference'),
    compensationDeg: measured(3, 0.4),
    trunkLeanDeg: notKnown('no-sensor'),
    swayRmsMs2: notKnown('no-sensor'),
    swayJerk: notKnown('no-sensor'),
  };
}
