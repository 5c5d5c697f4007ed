import { type AnyNode, type Expression, type Program, parse, tokenizer } from 'acorn';
import * as walk from 'acorn-walk';

/** What a metered script calls with the number of tokens it is about to execute. */
export const METER = '__work';

/** A stretch of code that runs as a whole, and how a call of the meter is put in front of it. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly kind: 'statement' | 'expression' | 'body';
  /** Tokens executed with it that stand elsewhere: the update of a `for`. */
  readonly extraTokens: number;
}

const OPTIONS = { ecmaVersion: 'latest', sourceType: 'script' } as const;

const isBlock = (node: AnyNode): boolean => node.type === 'BlockStatement';
const isDirective = (node: AnyNode): boolean => node.type === 'ExpressionStatement' && node.directive !== undefined;

/**
 * Espruino executes source text: its work is proportional to the tokens it passes over. The script is rewritten so that
 * every statement, branch and turn of a loop first reports its tokens; what it computes stays the same.
 */
export function meterScript(source: string): string {
  const program = parse(source, OPTIONS);
  const starts = [...tokenizer(source, OPTIONS)].map((token) => token.start);
  return insertMeters(source, withoutTwins(findStretches(program, starts)), starts);
}

const tokensBetween = (starts: readonly number[], from: number, to: number): number =>
  lowerBound(starts, to) - lowerBound(starts, from);

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function findStretches(program: Program, starts: readonly number[]): Stretch[] {
  const found: Stretch[] = [];
  const add = (node: AnyNode | null | undefined, kind: Stretch['kind'], extraTokens = 0): void => {
    if (node) found.push({ start: node.start, end: node.end, kind, extraTokens });
  };
  const addStatements = (nodes: readonly AnyNode[]): void => {
    for (const node of nodes) if (!isDirective(node)) add(node, 'statement');
  };
  const addBody = (node: AnyNode | null | undefined): void => {
    if (node && !isBlock(node)) add(node, 'body');
  };
  const visit = (node: AnyNode): void => {
    if (node.type === 'Program' || node.type === 'BlockStatement') addStatements(node.body);
    else if (node.type === 'SwitchCase') addStatements(node.consequent);
    else if (node.type === 'ArrowFunctionExpression') node.expression && add(node.body as Expression, 'expression');
    else if (node.type === 'LogicalExpression') add(node.right, 'expression');
    else if (node.type === 'ConditionalExpression') {
      add(node.consequent, 'expression');
      add(node.alternate, 'expression');
    } else if (node.type === 'IfStatement') {
      addBody(node.consequent);
      addBody(node.alternate);
    } else if (node.type === 'ForStatement') {
      const update = node.update ? tokensBetween(starts, node.update.start, node.update.end) : 0;
      add(node.test, 'expression', update);
      addBody(node.body);
    } else if (node.type === 'WhileStatement' || node.type === 'DoWhileStatement') {
      add(node.test, 'expression');
      addBody(node.body);
    } else if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') addBody(node.body);
  };
  walk.full(program, (node) => visit(node as AnyNode));
  return found;
}

/** Outer before inner; a statement that is itself a brace-less body is metered once, as the body. */
function withoutTwins(stretches: readonly Stretch[]): Stretch[] {
  const sorted = [...stretches].sort((a, b) => a.start - b.start || b.end - a.end);
  return sorted.filter((stretch, i) => stretch.end !== sorted[i + 1]?.end || stretch.start !== sorted[i + 1]?.start);
}

/** Tokens of each stretch that belong to no stretch inside it. */
function ownTokens(stretches: readonly Stretch[], starts: readonly number[]): number[] {
  const own = stretches.map(({ start, end, extraTokens }) => tokensBetween(starts, start, end) + extraTokens);
  const open: number[] = [];
  stretches.forEach((stretch, i) => {
    while (open.length > 0 && stretches[open.at(-1)!]!.end <= stretch.start) open.pop();
    const parent = open.at(-1);
    if (parent !== undefined) own[parent]! -= tokensBetween(starts, stretch.start, stretch.end) + stretch.extraTokens;
    open.push(i);
  });
  return own.map((tokens) => Math.max(0, tokens));
}

function insertMeters(source: string, stretches: readonly Stretch[], starts: readonly number[]): string {
  const own = ownTokens(stretches, starts);
  const opening = new Map<number, string>();
  const closing = new Map<number, string>();
  stretches.forEach(({ start, end, kind }, i) => {
    const call = `${METER}(${own[i]})`;
    const [before, after] = { statement: [`${call};`, ''], expression: [`(${call},`, ')'], body: [`{${call};`, '}'] }[
      kind
    ];
    opening.set(start, (opening.get(start) ?? '') + before);
    // Inner stretches come later in the list and close first.
    closing.set(end, after + (closing.get(end) ?? ''));
  });
  const places = [...new Set([...opening.keys(), ...closing.keys()])].sort((a, b) => a - b);
  let metered = '';
  let from = 0;
  for (const place of places) {
    metered += source.slice(from, place) + (closing.get(place) ?? '') + (opening.get(place) ?? '');
    from = place;
  }
  return metered + source.slice(from);
}
