import { readFileSync } from 'node:fs';
import { parseSync } from '@babel/core';
import { type Node, OPERATORS } from './operators.ts';

/** One small change of a program that a careful test must notice. */
export interface Mutation {
  /** Path from the project's root. */
  readonly path: string;
  readonly line: number;
  readonly operator: string;
  readonly before: string;
  readonly after: string;
  /** Text of the whole file after it. */
  readonly source: string;
}

/** Types and imports are gone at run time; what an error says when it is thrown is for people. */
const SKIPPED = /^(TS|Import|ThrowStatement$|TemplateLiteral$|Export(All|Named)Declaration$)/;
const TRANSPARENT = /^TS(NonNull|As|Satisfies)/;
const skips = (node: Node): boolean =>
  SKIPPED.test(node.type) &&
  !TRANSPARENT.test(node.type) &&
  !(node.type === 'ExportNamedDeclaration' && node.declaration);

/** Every mutation that the operators give for a program, in the order of its text; no text twice. */
export function mutationsIn(source: string, path: string): Mutation[] {
  const textOf = (node: Node): string => source.slice(node.start, node.end);
  const found = new Map<string, Mutation>();
  const visit = (value: unknown, parent: Node | null): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one, parent);
      return;
    }
    if (typeof value !== 'object' || value === null || !('type' in value)) return;
    const node = value as Node;
    if (skips(node)) return;
    for (const [operator, replacements] of OPERATORS) {
      for (const after of replacements(node, { parent, textOf })) {
        const text = source.slice(0, node.start) + after + source.slice(node.end);
        if (text === source || found.has(text)) continue;
        found.set(text, { path, line: node.loc.start.line, operator, before: textOf(node), after, source: text });
      }
    }
    for (const [field, part] of Object.entries(node))
      if (field !== 'loc' && field !== 'typeAnnotation') visit(part, node);
  };
  visit(
    parseSync(source, { configFile: false, babelrc: false, parserOpts: { plugins: ['typescript'] } })?.program,
    null,
  );
  return [...found.values()];
}

export const mutationsOf = (path: string, root: string): Mutation[] =>
  mutationsIn(readFileSync(`${root}/${path}`, 'utf8'), path);
