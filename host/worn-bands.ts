import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { PLACEMENTS, type Placement } from '../protocol/placement.ts';
import { writeWholeFile } from './keys/whole-file.ts';

/** A band by where it is reached, and where it is worn; a stim band is worn where its prescription says. */
export interface BandChoice {
  /** Path of a serial port, or a Bluetooth address. */
  readonly address: string;
  readonly placement?: Placement;
}

const FILE = 'worn-bands.json';
const BANDS = v.array(
  v.strictObject({ address: v.pipe(v.string(), v.nonEmpty()), placement: v.exactOptional(v.picklist(PLACEMENTS)) }),
);

/** What was said last of who wears what, so that nobody has to say it every day; empty where it was never said or cannot be read. */
export function rememberedBands(dataDir: string): readonly BandChoice[] {
  try {
    return v.parse(BANDS, JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')));
  } catch {
    // No file, or not ours: the person is asked again, which loses nothing.
    return [];
  }
}

/** @throws the system's own error: a full disk, no permission */
export function rememberBands(dataDir: string, bands: readonly BandChoice[]): void {
  mkdirSync(dataDir, { recursive: true });
  writeWholeFile(join(dataDir, FILE), `${JSON.stringify(bands, null, 2)}\n`);
}
