import { HEADING } from '../host/motion/joint/heading-offset.ts';
import { FOLLOWER, followTwist, initialFollower, measureAlong, passTime } from '../host/motion/joint/hinge-follower.ts';
import { shortestTurn } from '../host/motion/joint/hinge-twist.ts';
import { type OrientedPairs, PAIRED } from '../host/motion/joint/oriented-pair.ts';
import { radToDeg } from '../protocol/units.ts';
import { type HingeTrial, simulateHinge } from '../sim/body/hinge.ts';
import { causalAngles, offlineAngles, pairsOf, rmseDeg } from '../test/motion/joint/hinge-run.ts';
import { olssonAxes } from './olsson-axis.ts';
import { type BenchRow, lessIsBetter } from './row.ts';

/**
 * A simulated hinge whose sensors sit on something like foam (sim/body/soft-tissue.ts). The figures count only where
 * the samples are as hard as real ones: orientation alone at least 5 degrees off, the axis found from raw signals 10.
 */
const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
const LEAST_UNCORRECTED_DEG = 5;
const LEAST_RAW_AXIS_DEG = 10;

export function hingeRows(): BenchRow[] {
  const runs = SEEDS.map((seed) => measure(simulateHinge(seed)));
  const mean = (key: keyof Run): number => runs.reduce((sum, run) => sum + run[key], 0) / runs.length;
  const each = (key: keyof Run): string => runs.map((run) => run[key].toFixed(2)).join(' ');
  const row = (name: string, key: keyof Run, most: number, peer: string, peerKey: keyof Run, least: number) => {
    const note = `RMSE after 5 s, one offset removed; seeds ${SEEDS[0]} to ${SEEDS.at(-1)}: ${each(key)} | ${each(peerKey)}`;
    const figures = { figure: mean(key), unit: 'deg', peer, peerFigure: mean(peerKey), note };
    const limited = lessIsBetter({ name: `simulated hinge on foam, ${name}`, ...figures }, { figureAtMost: most });
    const isHard = mean(peerKey) >= least;
    return { ...limited, wanted: `${limited.wanted}, peer >= ${least}`, reached: limited.reached && isHard };
  };
  const uncorrected = ['6D without heading correction, same axis', 'uncorrected', LEAST_UNCORRECTED_DEG] as const;
  const raw = ['axis from raw signals (Olsson 2020), same correction', 'rawAxis', LEAST_RAW_AXIS_DEG] as const;
  return [
    row('known axis', 'known', 1.9, ...uncorrected),
    row('known axis, offline', 'knownOffline', 1.9, ...uncorrected),
    row('self-found axis', 'found', 2.4, ...raw),
    row('self-found axis, offline', 'foundOffline', 2.4, ...raw),
  ];
}

interface Run {
  readonly known: number;
  readonly knownOffline: number;
  readonly found: number;
  readonly foundOffline: number;
  readonly uncorrected: number;
  readonly rawAxis: number;
}

function measure(trial: HingeTrial): Run {
  const { axes, proximal, distal } = trial;
  const rawAxes = olssonAxes({
    rates: [proximal.gyroRadS, distal.gyroRadS],
    forces: [proximal.accMs2, distal.accMs2],
  });
  return {
    known: rmseDeg(trial, causalAngles(trial, axes)),
    knownOffline: rmseDeg(trial, offlineAngles(trial, axes)),
    found: rmseDeg(trial, causalAngles(trial), true),
    foundOffline: rmseDeg(trial, offlineAngles(trial), true),
    uncorrected: rmseDeg(trial, uncorrectedAngles(pairsOf(trial), axes)),
    rawAxis: rmseDeg(trial, offlineAngles(trial, rawAxes), true),
  };
}

const { VALUES, TIME } = PAIRED;
const ALIGNED_FOR_S = 1;

/** The heading is aligned in the first second, in which nothing moves, and never again. */
function uncorrectedAngles({ count, values }: OrientedPairs, axes: readonly number[]) {
  const own = Float64Array.from(axes);
  const follower = initialFollower();
  const tMs = new Float64Array(count);
  const angleDeg = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++, at += VALUES) {
    tMs[i] = values[at + TIME]!;
    passTime(follower, values, at);
    if (tMs[i]! < ALIGNED_FOR_S * 1000) measureAlong(follower, own, values, at);
    else follower[HEADING.RATE] = 0;
    followTwist(follower, own, shortestTurn(own), values, at, false);
    angleDeg[i] = radToDeg(follower[FOLLOWER.ANGLE]!);
  }
  return { tMs, angleDeg };
}
