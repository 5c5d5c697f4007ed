import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ldljOfAcceleration, ldljOfSensor, ldljOfVelocity } from '../../../host/motion/metrics/ldlj.ts';
import { sparc } from '../../../host/motion/metrics/sparc.ts';
import { swayOf } from '../../../host/motion/metrics/sway.ts';
import {
  gaitAsymmetryPct,
  limbSymmetryPct,
  symmetryAnglePct,
  symmetryIndexPct,
} from '../../../host/motion/metrics/symmetry.ts';

/** Numbers of reference implementations; each file names its own. Those marked PTED are CC BY 4.0 data. */
const fixture = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures', `${name}.json`), 'utf8'));
const axes = (rows: number[][]): number[][] => [0, 1, 2].map((k) => rows.map((row) => row[k]!));
const { signals, cases } = fixture('sparc');

describe('parity with reference implementations, 1e-9', () => {
  it.each(cases as { name: string; fs: number; padlevel: number; fc: number; amp_th: number; sparc: number }[])(
    'SPARC of $name, padding $padlevel, up to $fc Hz, from $amp_th on',
    ({ name, fs, padlevel, fc, amp_th, sparc: expected }) => {
      const options = { padLevel: padlevel, highestHz: fc, leastShare: amp_th };
      expect(Math.abs(sparc(signals[name].x, fs, options) - expected)).toBeLessThan(1e-9);
    },
  );

  it('LDLJ of speeds and of accelerations', () => {
    const { scalar } = fixture('ldlj');
    expect(scalar).toHaveLength(9);
    for (const { signal, fs, ldlj_v, ldlj2_accl } of scalar) {
      expect(Math.abs(ldljOfVelocity([signals[signal].x], fs) - ldlj_v), signal).toBeLessThan(1e-9);
      expect(Math.abs(ldljOfAcceleration([signals[signal].x], fs) - ldlj2_accl), signal).toBeLessThan(1e-9);
    }
  });

  it('LDLJ of three axes, and none by inertial sensors where it has no logarithm to take', () => {
    for (const { name, fs, acc, gyr, grav, ...expected } of fixture('ldlj').vector) {
      const [force, rate] = [axes(acc), axes(gyr)];
      const free = force.map((axis) => axis.map((value) => value - axis.reduce((a, b) => a + b, 0) / axis.length));
      expect(Math.abs(ldljOfVelocity(rate, fs) - expected.ldlj_v_gyro_vector), name).toBeLessThan(1e-9);
      expect(Math.abs(ldljOfAcceleration(free, fs) - expected.ldlj_a_accl_rem_mean), name).toBeLessThan(1e-9);
      const bySensor = ldljOfSensor(force, rate, grav, fs);
      if (expected.ldlj_imu === null) expect(bySensor, name).toBeUndefined();
      else expect(Math.abs(bySensor! - expected.ldlj_imu), name).toBeLessThan(1e-9);
    }
  });

  it('indices of symmetry', () => {
    for (const { left, right, ...expected } of fixture('symmetry').cases) {
      expect(symmetryIndexPct(left, right)).toBeCloseTo(expected.SI_robinson_pct, 9);
      expect(limbSymmetryPct(left, right)).toBeCloseTo(expected.LSI_left_over_right_pct, 9);
      expect(symmetryAnglePct(left, right)).toBeCloseTo(expected.symmetry_angle_pct, 9);
      if (expected.GA_ln_pct === null) expect(gaitAsymmetryPct(left, right)).toBeNaN();
      else expect(gaitAsymmetryPct(left, right)).toBeCloseTo(expected.GA_ln_pct, 9);
    }
  });

  it('measures of sway', () => {
    const { ap, ml, fs, expected } = fixture('sway');
    const sway = swayOf(Float64Array.from(ap), Float64Array.from(ml), fs);
    const pairs: [number, string][] = [
      [sway.jerk, 'JERK'],
      [sway.meanMs2, 'DIST'],
      [sway.rmsMs2, 'RMS'],
      [sway.pathMs2, 'PATH'],
      [sway.rangeApMs2, 'RANGE_ap'],
      [sway.rangeMlMs2, 'RANGE_ml'],
      [sway.meanFrequencyHz, 'MF'],
      [sway.areaPerS, 'AREA'],
      [sway.medianFrequencyHz, 'F50'],
      [sway.edgeFrequencyHz, 'F95'],
      [sway.centroidHz, 'CF'],
      [sway.dispersion, 'FD'],
    ];
    for (const [value, name] of pairs) expect(Math.abs(value - expected[name]), name).toBeLessThan(1e-9);
  });
});
