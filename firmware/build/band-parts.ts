import { bundleFirmware } from './bundle.ts';
import type { Finding } from './finding.ts';
import { keptNames } from './kept-names.ts';
import { findUnsupported } from './syntax-gate.ts';

/** What lies in a band's flash beside the firmware itself, the same for every role and board: never updated over the air. */
export const PARTS = ['boot', 'service', 'log'] as const;
export type BandPart = (typeof PARTS)[number];

const ENTRIES: Readonly<Record<BandPart, string>> = {
  boot: '../boot.ts',
  service: '../update/service.ts',
  log: '../motion/log.ts',
};

/**
 * Runs the image at the root of the interpreter's world: there a function keeps a reference to one scope, inside of the loader's own
 * functions it would keep a list of them (measured: 340 variables more for a motion band). One that throws goes back to the loader.
 */
const RUN_IMAGE =
  'if(limberImage)try{eval(require("Storage").read(limberImage))}catch(e){print("Limber: "+e);limberThrew=!0;eval(require("Storage").read(".bootcde"))}';

export interface PartBundle {
  readonly part: BandPart;
  readonly code: string;
  readonly findings: readonly Finding[];
}

export const partEntry = (part: BandPart): string => new URL(ENTRIES[part], import.meta.url).pathname;

export async function buildPart(part: BandPart): Promise<PartBundle> {
  const bundle = await bundleFirmware(partEntry(part), {}, { names: keptNames(), keepsWords: false });
  const code = part === 'boot' ? bundle + RUN_IMAGE : bundle;
  return { part, code, findings: findUnsupported(code) };
}

/** Where `npm run firmware` puts it. */
export const partPath = (part: BandPart): string => new URL(`../dist/${part}.js`, import.meta.url).pathname;
