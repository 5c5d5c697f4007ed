import { type PluginObject, transformAsync, type types } from '@babel/core';
import { partEntry } from '../../../firmware/build/band-parts.ts';
import { type BuildOptions, buildFirmware, type FirmwareRole } from '../../../firmware/build/build.ts';
import { bundleFirmware } from '../../../firmware/build/bundle.ts';
import { keptNames } from '../../../firmware/build/kept-names.ts';
import { BAND_WORDS } from '../../../protocol/band-words.ts';

/** What a board is flashed with. */
export interface FlashedBuild {
  readonly code: string;
  /** Modules by their file in flash. */
  readonly modules: Readonly<Record<string, string>>;
  /** As it says itself in its hello. */
  readonly hash: number;
}

const CODES = new Map(BAND_WORDS);

/** A reason goes over the air as its code, whoever says it: the one thing that the plain build must have of the other. */
function codedWords(): PluginObject {
  const code = (word: string): string => CODES.get(word) ?? word;
  return {
    name: 'coded-words',
    visitor: {
      StringLiteral: ({ node }: { node: types.StringLiteral }) => {
        node.value = code(node.value);
        node.extra = undefined as never;
      },
      ObjectProperty: ({ node: { key, computed } }: { node: types.ObjectProperty }) => {
        if (!computed && key.type === 'Identifier') key.name = code(key.name);
      },
    },
  };
}

async function withCodes(code: string): Promise<string> {
  const plugins = [codedWords];
  const result = await transformAsync(code, { babelrc: false, configFile: false, sourceType: 'script', plugins });
  return result!.code!;
}

const MODULES = { 'limber.srv': 'service', 'limber.rec': 'log' } as const;

async function modulesOf(plain: boolean): Promise<Record<string, string>> {
  const made = Object.entries(MODULES).map(async ([file, part]) => {
    const code = await bundleFirmware(partEntry(part), {}, { names: keptNames(), keepsWords: false, plain });
    return [file, plain ? await withCodes(code) : code] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}

export async function releaseBuild(role: FirmwareRole, options: BuildOptions = {}): Promise<FlashedBuild> {
  const [{ code, hash }, modules] = await Promise.all([buildFirmware(role, options), modulesOf(false)]);
  return { code, hash, modules };
}

/** The same source with nothing made short; it says that it has the hash of the release. */
export async function plainBuild(role: FirmwareRole, { hash }: Pick<FlashedBuild, 'hash'>): Promise<FlashedBuild> {
  const [plain, modules] = await Promise.all([buildFirmware(role, { plain: true }), modulesOf(true)]);
  return { code: await withCodes(plain.code.replace(String(plain.hash), String(hash))), hash, modules };
}
