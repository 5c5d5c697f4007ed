import { readFileSync } from 'node:fs';
import { parseSync, traverse, type types } from '@babel/core';

/** Its properties mean something to the interpreter. */
const INTERPRETER = 'espruino.d.ts';

/** What an engineer at a bench calls by name. */
const BENCH_FILES = [
  'stim-dev.ts',
  '../protocol/hard-ceilings.ts',
  '../protocol/session-state.ts',
  '../protocol/session-config.ts',
  '../protocol/session-command.ts',
  '../protocol/session.ts',
  '../protocol/generated/device-wire.ts',
];

const COMMENTS = /\/\*[\s\S]*?\*\/|\/\/.*/g;

const textOf = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

function nameOfKey(key: types.Node): string[] {
  if (key.type === 'Identifier') return [key.name];
  return key.type === 'StringLiteral' ? [key.value] : [];
}

let interpreterNames: readonly string[] | undefined;

/** Properties and methods of the library: nothing else of an Espruino is used, because the types are checked against it. */
function namesOfInterpreter(): readonly string[] {
  if (interpreterNames) return interpreterNames;
  const names: string[] = [];
  const options = { configFile: false, babelrc: false, sourceType: 'script', parserOpts: { plugins: ['typescript'] } };
  const tree = parseSync(textOf(INTERPRETER), options as never)!;
  traverse(tree, {
    TSPropertySignature: ({ node }) => void names.push(...nameOfKey(node.key)),
    TSMethodSignature: ({ node }) => void names.push(...nameOfKey(node.key)),
  });
  interpreterNames = names;
  return names;
}

/** Property names that must stay. Of a bench build also every word of the files whose functions are called by hand: too many rather than one too few. */
export function keptNames(dev = false): Set<string> {
  const bench = dev
    ? BENCH_FILES.flatMap(
        (file) =>
          textOf(file)
            .replaceAll(COMMENTS, '')
            .match(/[A-Za-z_$][\w$]*/g)!,
      )
    : [];
  return new Set([...namesOfInterpreter(), ...bench]);
}
