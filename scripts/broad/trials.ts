import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SampleBlock } from '../../host/motion/samples.ts';

/**
 * Trials of BROAD (Laidig et al., Data 6(7):72, 2021, CC BY 4.0) as they lie in a folder: <trial>.json and <trial>.f32 or
 * <trial>.f32.gz, rows of gyroscope, accelerometer, magnetometer, optical reference w x y z (NaN where lost), movement.
 */
export interface BroadTrial {
  readonly name: string;
  readonly rateHz: number;
  readonly block: SampleBlock & { readonly magUt: Float64Array };
  /** w x y z, sensor to earth, x east, y north, z up. */
  readonly reference: Float64Array;
  /** 1 inside the evaluated phases. */
  readonly moving: Uint8Array;
}

const COLUMNS = 14;

export const trialNames = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== 'index.json')
    .map((file) => file.slice(0, -'.json'.length))
    .sort();

export function readTrial(folder: string, name: string): BroadTrial {
  const header = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { rate_hz: number };
  const table = readFloats(join(folder, `${name}.f32`));
  const count = table.length / COLUMNS;
  const pick = (first: number, width: number): Float64Array =>
    Float64Array.from(
      { length: width * count },
      (_, i) => table[COLUMNS * Math.floor(i / width) + first + (i % width)]!,
    );
  const block = {
    sensor: 'thigh' as const,
    count,
    tMs: Float64Array.from({ length: count }, (_, i) => (1000 * i) / header.rate_hz),
    gyroRadS: pick(0, 3),
    accMs2: pick(3, 3),
    filled: new Uint8Array(count),
    magUt: pick(6, 3),
  };
  const moving = Uint8Array.from(pick(13, 1), (value) => (value > 0.5 ? 1 : 0));
  return { name, rateHz: header.rate_hz, block, reference: pick(9, 4), moving };
}

function readFloats(file: string): Float32Array {
  const bytes = existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`));
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
