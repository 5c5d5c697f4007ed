import { type PluginObject, transformAsync } from '@babel/core';
import { aliasGlobals } from './alias-globals.ts';
import { arrowFunctions } from './arrow-functions.ts';
import { constantSettings } from './constant-settings.ts';
import { inlineCalls } from './inline-calls.ts';
import { inlineConstants } from './inline-constants.ts';
import { joinDeclarations } from './join-declarations.ts';
import { looseEquality } from './loose-equality.ts';
import { shortenNames } from './short-names.ts';
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
}

type Pass = () => PluginObject;

/** Where a body has moved, one that was called from it follows in the next. */
const INLINING_PASSES = 4;

/** What is not needed goes, what is known is written in, what is called once stands where it is called. */
export function reducingPasses({ names, keepsWords = false }: Kept): Pass[] {
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
  return [
    ...release,
    inlineConstants,
    looseEquality,
    unusedValues,
    ...new Array<Pass>(INLINING_PASSES).fill(inlineCalls),
  ];
}

/** The same in fewer bytes. */
export function shorteningPasses({ names, keepsWords = false, atRoot = false }: Kept): Pass[] {
  const short = names ? [() => shortenNames(names, keepsWords)] : [];
  return [...short, aliasGlobals, arrowFunctions, joinDeclarations, ...(atRoot ? [unwrap] : [])];
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
