import { readFileSync } from 'node:fs';
import { type NodePath, parseSync, traverse, type types } from '@babel/core';
import type { Finding } from './finding.ts';

const LIBRARY = new URL('../espruino.d.ts', import.meta.url);
const DECLARED = /^declare (?:const|function) (\w+)/gm;

function libraryNames(): Set<string> {
  const names = [...readFileSync(LIBRARY, 'utf8').matchAll(DECLARED)].map((match) => match[1]!);
  // In a bundle `builtinModule` is called what the interpreter calls it.
  return new Set([...names, 'require', 'eval', 'globalThis', 'arguments']);
}

/** Names that neither the script nor the library declares: a pass of the build has lost them. */
export function findUnknownNames(code: string): Finding[] {
  const known = libraryNames();
  const findings: Finding[] = [];
  const tree = parseSync(code, { configFile: false, babelrc: false, sourceType: 'script' })!;
  traverse(tree, {
    Program(path: NodePath<types.Program>) {
      // Babel's types do not tell of `globals`.
      const { globals } = path.scope as unknown as { readonly globals: Readonly<Record<string, types.Identifier>> };
      for (const [name, { start }] of Object.entries(globals)) {
        if (!known.has(name)) findings.push({ construct: `${name} is declared nowhere`, at: start ?? 0 });
      }
    },
  });
  return findings;
}
