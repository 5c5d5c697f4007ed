import { transformAsync } from '@babel/core';
import { build, transform } from 'esbuild';
import { minify } from 'terser';
import { hoistFunctions } from './hoist-functions.ts';
import { nameTroubles } from './name-gate.ts';
import { type Kept, namingPasses, reducingPasses, runPasses, shorteningPasses } from './passes.ts';

/** What Espruino 2v29 parses by itself (measured); lowering it would only cost bytes, and lowered classes do not run. */
const KEPT_AS_WRITTEN = [
  'transform-classes',
  'transform-arrow-functions',
  'transform-template-literals',
  'transform-shorthand-properties',
  'transform-literals',
  'transform-function-name',
  'transform-typeof-symbol',
  'transform-reserved-words',
  'transform-property-literals',
  'transform-member-expression-literals',
  'transform-nullish-coalescing-operator',
  'transform-optional-catch-binding',
  'transform-numeric-separator',
  'transform-for-of',
  'transform-class-properties',
  'transform-sticky-regex',
  'transform-unicode-regex',
  'transform-duplicate-keys',
];

/** Loose but shorter output: nothing in the firmware depends on the difference. */
const ASSUMPTIONS = {
  iterableIsArray: true,
  arrayLikeIsIterable: true,
  ignoreFunctionLength: true,
  ignoreToPrimitiveHint: true,
  mutableTemplateObject: true,
  noClassCalls: true,
  noDocumentAll: true,
  objectRestNoSymbols: true,
  privateFieldsAsProperties: true,
  pureGetters: true,
  setClassMethods: true,
  setComputedProperties: true,
  setPublicClassFields: true,
  setSpreadProperties: true,
  superIsCallableConstructor: true,
};

async function joinModules(entry: string, constants: Readonly<Record<string, string>>): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    define: constants,
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
    charset: 'ascii',
    legalComments: 'none',
    // A table that nobody uses is left out, although it is made by a call.
    pure: ['Uint8Array', 'Uint16Array', 'Uint32Array', 'Int16Array', 'DataView'],
    logLevel: 'silent',
  });
  // Under its own name esbuild would wrap `require` into a function that asks for Proxy.
  return result.outputFiles[0]!.text.replaceAll('builtinModule(', 'require(');
}

async function lowerSyntax(code: string): Promise<string> {
  const result = await transformAsync(code, {
    babelrc: false,
    configFile: false,
    sourceType: 'script',
    assumptions: ASSUMPTIONS,
    presets: [['@babel/preset-env', { targets: { chrome: '1' }, modules: false, exclude: KEPT_AS_WRITTEN }]],
    plugins: [hoistFunctions],
  });
  return result!.code!;
}

/** Pins and the interpreter's one-letter object: no name of a script at the root may be theirs. */
const INTERPRETER_NAMES = [
  'E',
  ...['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].flatMap((port) => Array.from({ length: 48 }, (_, i) => port + i)),
];

/** Statements become expressions where that is shorter; only what Espruino parses. */
async function joinStatements(code: string): Promise<string> {
  const supported = { 'optional-catch-binding': true };
  const result = await transform(code, { minifySyntax: true, target: 'es2015', supported, charset: 'ascii' });
  return result.code;
}

/** Nothing that moves or joins a `var`: Espruino does not hoist it, and a moved one is a ReferenceError there only. */
async function shorten(code: string, atRoot: boolean): Promise<string> {
  const result = await minify(code, {
    ecma: 2015,
    compress: {
      inline: false,
      reduce_vars: false,
      join_vars: false,
      sequences: false,
      arrows: false,
      negate_iife: false,
      hoist_funs: false,
      hoist_props: false,
      toplevel: atRoot,
      // `"a" === x` behind `case 1:` is lexed while Espruino skips, and then compares an empty text.
      lhs_constants: false,
    },
    mangle: { toplevel: true, reserved: INTERPRETER_NAMES },
    format: { ascii_only: true },
  });
  return result.code!;
}

/** With short names. @throws Error where two names became one, or one became what it must not */
async function renamed(code: string, kept: Kept): Promise<string> {
  if (!kept.names) return code;
  const short = await runPasses(code, namingPasses(kept));
  const troubles = nameTroubles(code, short, kept.names);
  if (troubles.length > 0) throw new Error(troubles.join('; '));
  return short;
}

/**
 * From a TypeScript entry point to one script that Espruino can run.
 * @param constants identifiers replaced by JSON text, e.g. the firmware's version.
 */
export async function bundleFirmware(
  entry: string,
  constants: Readonly<Record<string, string>> = {},
  kept: Kept = {},
): Promise<string> {
  const lowered = await lowerSyntax(await joinModules(entry, constants));
  if (kept.plain) return lowered;
  const reduced = await joinStatements(await runPasses(lowered, reducingPasses(kept)));
  return shorten(await runPasses(await renamed(reduced, kept), shorteningPasses(kept)), kept.atRoot ?? false);
}
