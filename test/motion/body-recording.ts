import { join } from 'node:path';
import type { Placement } from '../../protocol/placement.ts';
import { type Recording, throughDevice } from './recording.ts';
import { readFloats, readJson } from './reference-data.ts';

/** The 16 body-worn sensors of qmt's example; the person walks from 55 s to the end at 100 s. */
export interface BodyRecording {
  segment(name: string, sensor: Placement, fromS: number, toS: number): Recording;
}

const RATE_HZ = 100;

export function readBody(folder: string): BodyRecording {
  const { columns } = readJson<{ columns: string[] }>(join(folder, 'qmt_full_body.json'));
  const values = readFloats(join(folder, 'qmt_full_body.f32.gz'));
  return {
    segment(name, sensor, fromS, toS) {
      const first = columns.indexOf(`${name}.gyr_x`);
      const rows = Math.round((toS - fromS) * RATE_HZ);
      const pick = (offset: number) =>
        Float64Array.from({ length: 3 * rows }, (_, i) => {
          const row = Math.round(fromS * RATE_HZ) + Math.floor(i / 3);
          return values[row * columns.length + first + offset + (i % 3)]!;
        });
      const tMs = Float64Array.from({ length: rows }, (_, i) => (1000 * i) / RATE_HZ);
      return throughDevice({ sensor, tMs, gyroRadS: pick(0), accMs2: pick(3) });
    },
  };
}
