import { expect, test } from 'vitest';
import { parseRecording } from '../../host/connect/recording.ts';
import { replayLink } from '../../host/connect/replay-link.ts';
import { fittingConfiguration, resample } from '../../host/connect/resample.ts';
import { decodeMotionFrame } from '../../protocol/motion-frame.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { testLinkContract } from '../protocol/link-contract.ts';

const HEADER = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads';
const csv = (rows: readonly (readonly number[])[]): string => [HEADER, ...rows.map((row) => row.join(','))].join('\n');

/** Two seconds, 33 and 67 ms apart in turn, z up, one axis a ramp over time. */
const uneven = Array.from({ length: 40 }, (_, i) => 10 + i * 0.05 + (i % 2 ? -0.017 : 0));
const recording = parseRecording(csv(uneven.map((t) => [t, 0, 0, 9.81, (t - 10) / 4, 0, 0])), 'ramp.csv');

function replay(text = recording) {
  const clock = createVirtualClock();
  const configuration = fittingConfiguration([text]);
  const stretches = resample(text, configuration, text.tS[0]!);
  return {
    clock,
    configuration,
    stretches,
    link: replayLink({ name: 'ramp.csv', stretches, configuration, timeline: clock }),
  };
}

testLinkContract('replay of a recording', async () => {
  const { clock, link } = replay();
  return {
    link,
    until: async (condition) => {
      if (!clock.runUntil(condition, clock.nowMs() + 60_000)) throw new Error('never happened');
    },
  };
});

test('an uneven recording arrives as frames of a band: even rate, right values, right times', () => {
  const { clock, link, configuration } = replay();
  const samples: number[] = [];
  link.onPacket((channel, bytes, atMs) => {
    expect(channel).toBe('motion');
    expect(bytes.length).toBeLessThanOrEqual(50);
    const frame = decodeMotionFrame(bytes);
    if (!frame.ok) throw new Error(frame.reason);
    const lastS = frame.value.ticksUs / 1e6 + (frame.value.sampleCount - 1) / configuration.rateHz;
    expect(Math.abs(atMs / 1000 - lastS)).toBeLessThan(1e-4);
    for (let i = 0; i < frame.value.sampleCount; i++)
      samples.push(frame.value.samplesRaw[6 * i]! * configuration.gyroRadSPerRaw);
  });
  clock.advanceBy(10_000);
  expect(samples.length).toBe(Math.floor((uneven.at(-1)! - 10) * configuration.rateHz) + 1);
  samples.forEach((value, i) => {
    expect(Math.abs(value - i / configuration.rateHz / 4)).toBeLessThan(configuration.gyroRadSPerRaw);
  });
});

test('a hole in a recording is not filled with invented movement', () => {
  const times = [
    ...Array.from({ length: 20 }, (_, i) => i * 0.04),
    ...Array.from({ length: 20 }, (_, i) => 5 + i * 0.04),
  ];
  const { stretches } = replay(parseRecording(csv(times.map((t) => [t, 0, 0, 9.81, 0, 0, 0])), 'hole.csv'));
  expect(stretches).toHaveLength(2);
  expect(stretches[1]!.firstS).toBeGreaterThanOrEqual(5);
});
