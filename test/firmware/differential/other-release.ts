import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFirmware } from '../../../firmware/build/bundle.ts';
import { keptNames } from '../../../firmware/build/kept-names.ts';
import { type FlashedBuild, releaseBuild } from './two-builds.ts';

const ENTRY = new URL('../../../firmware/stim-band.ts', import.meta.url).pathname;
/** So many properties, each used so often, that all others are called otherwise. */
const ADDED = 60;
const USES = 40;

/** Never executed; read and written as a pass sees it. */
function addedSource(): string {
  const names = Array.from({ length: ADDED }, (_, i) => `addedLater${i}`);
  const uses = names.map((name) => `if (getTime() < 0) { ${`added.${name} += added.${name} + 1;`.repeat(USES)} }`);
  return `import ${JSON.stringify(ENTRY)};\nconst added = { ${names.map((name) => `${name}: getTime()`)} };\n${uses.join('\n')}\nif (getTime() < 0) print(added);`;
}

/** The release, and one of a later version in which everything has another short name. */
export async function otherRelease(): Promise<{ readonly own: FlashedBuild; readonly other: FlashedBuild }> {
  const own = await releaseBuild('stim');
  const folder = mkdtempSync(join(tmpdir(), 'limber-release-'));
  try {
    const entry = join(folder, 'later-band.ts');
    writeFileSync(entry, addedSource());
    const constants = { FIRMWARE_VERSION: '"9.0.0"', FIRMWARE_HASH: String(own.hash), DEVELOPMENT: 'false' };
    const code = await bundleFirmware(entry, constants, { names: keptNames(), keepsWords: false, atRoot: true });
    return { own, other: { ...own, code } };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
