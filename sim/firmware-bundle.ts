import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LimberError } from '../protocol/limber-error.ts';

export type BundleRole = 'motion' | 'stim';

/** The built firmware, exactly as it is flashed. @throws LimberError firmware/not-built */
export const readFirmwareBundle = (role: BundleRole): string => readBuiltFile(`${role}-release.js`);

/** Of firmware/dist. @throws LimberError firmware/not-built */
export function readBuiltFile(name: string): string {
  const file = join('firmware', 'dist', name);
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch (cause) {
      if (dirname(folder) !== folder) continue;
      throw new LimberError('firmware/not-built', `The firmware bundle ${file} is missing. Run "npm run build".`, {
        cause,
      });
    }
  }
}
