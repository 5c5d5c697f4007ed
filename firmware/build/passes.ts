import { type PluginObject, transformAsync } from '@babel/core';
import { aliasGlobals } from './alias-globals.ts';
import { arrowFunctions } from './arrow-functions.ts';
import { constantSettings } from './constant-settings.ts';
import { inlineCalls } from './inline-calls.ts';
import { inlineConstants } from './inline-constants.ts';
import { joinDeclarations } from './join-declarations.ts';
import { looseEquality } from './loose-equality.ts';
import { nestFunctions } from './nest-functions.ts';
import { shortenNames } from './short-names.ts';
import { startOnly } from './start-only.ts';
import { unreadProperties } from './unread-properties.ts';
import { unusedParameters } from './unused-parameters.ts';
import { unusedValues } from './unused-values.ts';
import { unwrap } from './unwrap.ts';
import { numberWords } from './word-numbers.ts';

export interface Kept {
  /** Property names that must stay; without them all stay. */
  readonly names?: ReadonlySet<string>;
  /** Texts that are only compared stay, too. */
  readonly keepsWords?: boolean;
  /** The script's own names are names of the interpreter's world: functions there take one variable less, and are found sooner. */
  readonly atRoot?: boolean;
  /** Only what an Espruino needs to run it, nothing made short: what test/firmware/differential/ holds the release against. */
  readonly plain?: boolean;
  /** Memory before all: the motion band, for a Puck.js. */
  readonly lean?: boolean;
}

type Pass = () => PluginObject;

/** Where a body has moved, one that was called from it follows in the next. */
const INLINING_PASSES = 4;
/** Each moves one function. */
const NESTING_PASSES = 16;

/** They move code about. Where current flows nothing is moved: what they save there is not worth what one of them overlooks. */
const LEAN_PASSES: readonly Pass[] = [
  ...new Array<Pass>(INLINING_PASSES).fill(inlineCalls),
  ...new Array<Pass>(NESTING_PASSES).fill(nestFunctions),
  startOnly,
];

/** What is not needed goes, what is known is written in; a lean script has what is called once where it is called. */
export function reducingPasses({ names, keepsWords = false, lean = false }: Kept): Pass[] {
  const release =
    names && !keepsWords
      ? [
          constantSettings,
          looseEquality,
          numberWords,
          unreadProperties(names),
          unusedParameters,
          unusedParameters,
          unreadProperties(names),
        ]
      : [];
  return [...release, inlineConstants, looseEquality, unusedValues, ...(lean ? LEAN_PASSES : [])];
}

/** What came out of them is judged by name-gate.ts. */
export function namingPasses({ names, keepsWords = false }: Kept): Pass[] {
  return names ? [() => shortenNames(names, keepsWords)] : [];
}

/** The same in fewer bytes. */
export function shorteningPasses({ atRoot = false }: Kept): Pass[] {
  return [aliasGlobals, arrowFunctions, joinDeclarations, ...(atRoot ? [unwrap] : [])];
}

/** One after the other: each sees what the one before has left. */
export async function runPasses(code: string, passes: readonly Pass[]): Promise<string> {
  let rewritten = code;
  for (const pass of passes) {
    const result = await transformAsync(rewritten, {
      babelrc: false,
      configFile: false,
      sourceType: 'script',
      plugins: [pass],
    });
    rewritten = result!.code!;
  }
  return rewritten;
}
