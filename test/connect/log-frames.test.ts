import { expect, test } from 'vitest';
import { inOrderOfMeasuring } from '../../host/connect/log-frames.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { MotionFrame } from '../../protocol/motion-frame.ts';

const frameOf = (sequence: number): MotionFrame => ({
  sequence: sequence >>> 0,
  ticksUs: 0,
  configuration: DEFAULT_MOTION_CONFIGURATION,
  sampleCount: 1,
  samplesRaw: new Int16Array(6),
});

test.each([100, 0xffff_fffe])(
  'what was logged behind a later block comes before it, and nothing twice (%i)',
  (from) => {
    const logged = [8, 9, 10, 4, 5, 11, 12, 0, 1, 4].map((i) => frameOf(from + i));
    const order = inOrderOfMeasuring(logged).map(({ sequence }) => (sequence - from) | 0);
    expect(order).toEqual([0, 1, 4, 5, 8, 9, 10, 11, 12]);
    expect(inOrderOfMeasuring([])).toEqual([]);
  },
);
