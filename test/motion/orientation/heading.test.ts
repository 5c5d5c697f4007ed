import { describe, expect, it } from 'vitest';
import { initialHeading, stepHeading } from '../../../host/motion/orientation/heading.ts';
import { initialOrientation, stepOrientation } from '../../../host/motion/orientation/orientation.ts';
import { degToRad } from '../../../protocol/units.ts';
import { dataSet } from '../reference-data.ts';
import { angleBetweenDeg, RATE_HZ, tumbling } from './tumbling-sensor.ts';
import { differencesFromVqf } from './vqf-conformance.ts';

describe('parity with VQF 2.1.1', () => {
  const folder = dataSet('vqf-conformance');
  it.skipIf(!folder)('gives the same 6D and 9D quaternions, bias, rest and magnetic disturbance to 1e-9', () => {
    const { quat6D, quat9D, biasRadS, restsDiffer, disturbancesDiffer } = differencesFromVqf(folder!);
    console.info('largest differences from VQF 2.1.1:', { quat6D, quat9D, biasRadS });
    expect(Math.max(quat6D, quat9D, biasRadS)).toBeLessThan(1e-9);
    expect([restsDiffer, disturbancesDiffer]).toEqual([0, 0]);
  });
});

describe('heading', () => {
  const { block, truth } = tumbling({ seed: 31, durationS: 60 });
  const follow = (magUt: Float64Array) => {
    const [, { rows }] = stepOrientation(initialOrientation(RATE_HZ), block);
    const [heading, quaternions] = stepHeading(initialHeading(RATE_HZ), rows, block.gyroRadS, magUt);
    return { heading, errorDeg: angleBetweenDeg(quaternions, truth, block.count - 1) };
  };

  it('finds north, with a magnetometer five times slower than the rest too', () => {
    expect(follow(block.magUt).errorDeg).toBeLessThan(2);
    expect(follow(block.magUt.map((ut, i) => (Math.floor(i / 3) % 5 === 0 ? ut : 0))).errorDeg).toBeLessThan(2);
  });

  it('does not follow a field that turned strange for a while', () => {
    const strange = block.magUt.map((ut, i) => (i > 3 * 45 * RATE_HZ ? -1.5 * ut : ut));
    const { heading, errorDeg } = follow(strange);
    expect(heading.field.isDisturbed).toBe(true);
    expect(errorDeg).toBeLessThan(5);
  });

  it('stays where it is without any magnetometer', () => {
    expect(follow(new Float64Array(block.magUt.length)).heading.deltaRad).toBe(0);
    expect(Math.abs(follow(block.magUt).heading.deltaRad)).toBeLessThan(degToRad(180));
  });
});
