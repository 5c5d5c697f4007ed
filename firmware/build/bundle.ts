import { transformAsync } from '@babel/core';
import { build } from 'esbuild';
import { minify } from 'terser';
import { hoistFunctions } from './hoist-functions.ts';

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
    // Constants become literals: shorter, and on Espruino a literal is faster than a look-up.
    minifySyntax: true,
    charset: 'ascii',
    legalComments: 'none',
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

/** Nothing that moves or joins a `var`: Espruino does not hoist it, and a moved one is a ReferenceError there only. */
async function shorten(code: string, keptNames: readonly string[] | undefined): Promise<string> {
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
      toplevel: false,
      // `"a" === x` behind `case 1:` is lexed while Espruino skips, and then compares an empty text.
      lhs_constants: false,
    },
    mangle: { toplevel: true, properties: keptNames ? { reserved: [...keptNames] } : false },
    format: { ascii_only: true },
  });
  return result.code!;
}

/**
 * From a TypeScript entry point to one script that Espruino can run.
 * @param constants identifiers replaced by JSON text, e.g. the firmware's version.
 * @param keptNames property names that must stay; without them all stay.
 */
export async function bundleFirmware(
  entry: string,
  constants: Readonly<Record<string, string>> = {},
  keptNames?: readonly string[],
): Promise<string> {
  return shorten(await lowerSyntax(await joinModules(entry, constants)), keptNames);
}
