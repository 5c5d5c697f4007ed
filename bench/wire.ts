import { templateMotionFrame } from '../protocol/generated/device-wire.ts';
import { SAMPLE_BYTES } from '../protocol/motion-frame.ts';
import { type BenchRow, lessIsBetter } from './row.ts';

const WANTED = [
  { payloadBytes: 50, most: 16.7 },
  { payloadBytes: 128, most: 13.6 },
  { payloadBytes: 244, most: 13 },
];

/** Bytes a 6-axis sample costs on the air, headers included, against the same sample as JSON. */
export function wireRows(): BenchRow[] {
  const json = JSON.stringify({ t: 123456, g: [-0.0123, 1.2345, -0.4321], a: [0.1234, -9.7654, 1.2345] }).length;
  return WANTED.map(({ payloadBytes, most }) => {
    let samples = 1;
    while (templateMotionFrame((samples + 1) * SAMPLE_BYTES, 1).length <= payloadBytes) samples++;
    const frame = templateMotionFrame(samples * SAMPLE_BYTES, 1);
    return lessIsBetter(
      {
        name: `wire, payload of ${payloadBytes} bytes`,
        figure: frame.length / samples,
        unit: 'bytes a sample',
        peer: 'JSON a sample',
        peerFigure: json,
        note: `${samples} samples in ${frame.length} bytes`,
      },
      { figureAtMost: most },
    );
  });
}
