import { readFileSync } from 'node:fs';
import { parseSync } from '@babel/core';

/** One small change of a program that a careful test must notice. */
export interface Mutation {
  /** Path from the project's root. */
  readonly path: string;
  readonly line: number;
  readonly operator: string;
  readonly before: string;
  readonly after: string;
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc: { readonly start: { readonly line: number } };
  readonly [field: string]: unknown;
}

/** What an operator puts in a node's place; none where it does not apply. */
type Operator = readonly [
  name: string,
  replacements: (node: Node, textOf: (node: Node) => string) => readonly string[],
];

const BINARY: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
};
const FUNCTIONS: Readonly<Record<string, string>> = {
  'Math.min': 'Math.max',
  'Math.max': 'Math.min',
  'Math.floor': 'Math.ceil',
  'Math.ceil': 'Math.floor',
};

const child = (node: Node, field: string): Node => node[field] as Node;
const isText = ({ type }: Node): boolean => type === 'StringLiteral' || type === 'TemplateLiteral';

function swappedOperator(node: Node, textOf: (node: Node) => string): readonly string[] {
  if (!['BinaryExpression', 'LogicalExpression', 'AssignmentExpression'].includes(node.type)) return [];
  const [left, right] = [child(node, 'left'), child(node, 'right')];
  const operator = String(node.operator);
  if (operator === '+' && (isText(left) || isText(right))) return [];
  return (BINARY[operator] ?? []).map((other) => `${textOf(left)} ${other} ${textOf(right)}`);
}

function changedNumber(node: Node): readonly string[] {
  if (node.type !== 'NumericLiteral') return [];
  const value = Number(node.value);
  return value === 0 ? ['1'] : [String(value + 1), '0'];
}

function fixedCondition(node: Node, textOf: (node: Node) => string): readonly string[] {
  if (node.type !== 'IfStatement' && node.type !== 'ConditionalExpression') return [];
  const text = textOf(node);
  const test = child(node, 'test');
  const from = test.start - node.start;
  return ['true', 'false'].map((fixed) => text.slice(0, from) + fixed + text.slice(from + test.end - test.start));
}

function otherFunction(node: Node, textOf: (node: Node) => string): readonly string[] {
  if (node.type !== 'CallExpression') return [];
  const callee = textOf(child(node, 'callee'));
  const other = FUNCTIONS[callee];
  return other === undefined ? [] : [other + textOf(node).slice(callee.length)];
}

const OPERATORS: readonly Operator[] = [
  ['operator', swappedOperator],
  ['number', changedNumber],
  ['condition', fixedCondition],
  ['function', otherFunction],
  [
    'not',
    (node, textOf) =>
      node.type === 'UnaryExpression' && node.operator === '!' ? [textOf(child(node, 'argument'))] : [],
  ],
  ['boolean', (node) => (node.type === 'BooleanLiteral' ? [String(!node.value)] : [])],
  ['step', (node, textOf) => (node.type === 'UpdateExpression' ? [stepBack(textOf(node))] : [])],
  ['statement', (node) => (node.type === 'ExpressionStatement' ? [';'] : [])],
  ['reason', (node) => (node.type === 'ReturnStatement' && isWord(node.argument as Node | null) ? ["return '';"] : [])],
];

const stepBack = (text: string): string => (text.includes('++') ? text.replace('++', '--') : text.replace('--', '++'));
const isWord = (node: Node | null): boolean => node?.type === 'StringLiteral' && node.value !== '';

/** Types and imports are gone at run time; texts that people read are no behaviour. */
const SKIPPED = /^(TS|Import|Export(All|Named)Declaration$)/;
const skips = (node: Node): boolean =>
  SKIPPED.test(node.type) && !(node.type === 'ExportNamedDeclaration' && node.declaration);

/** Every mutation that the operators give for a file, in the order of its text. */
export function mutationsOf(path: string, root: string): Mutation[] {
  const source = readFileSync(`${root}/${path}`, 'utf8');
  const textOf = (node: Node): string => source.slice(node.start, node.end);
  const found: Mutation[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const at = node as Node;
    if (skips(at)) return;
    for (const [operator, replacements] of OPERATORS) {
      for (const after of replacements(at, textOf)) {
        found.push({
          path,
          line: at.loc.start.line,
          operator,
          before: textOf(at),
          after,
          start: at.start,
          end: at.end,
        });
      }
    }
    for (const [field, value] of Object.entries(at)) if (field !== 'loc' && field !== 'typeAnnotation') visit(value);
  };
  visit(parseSync(source, { configFile: false, babelrc: false, parserOpts: { plugins: ['typescript'] } })?.program);
  return found;
}

export const mutated = (source: string, { start, end, after }: Mutation): string =>
  source.slice(0, start) + after + source.slice(end);
