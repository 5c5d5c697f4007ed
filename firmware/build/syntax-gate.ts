import { type AnyNode, type CallExpression, type Program, parse } from 'acorn';
import * as walk from 'acorn-walk';
import type { Finding } from './finding.ts';
import { findOrderTrouble } from './order-rules.ts';
import { RULES } from './syntax-rules.ts';

type Check = (node: AnyNode, source: string) => string | false | undefined;

/** `eval` of literal text is code like any other. */
function findInEval(node: AnyNode): Finding[] {
  const { callee, arguments: given } = node as CallExpression;
  if (callee.type !== 'Identifier' || callee.name !== 'eval') return [];
  const [text] = given;
  if (text?.type !== 'Literal' || typeof text.value !== 'string') return [];
  return findUnsupported(text.value).map(({ construct }) => ({ construct: `eval: ${construct}`, at: node.start }));
}

function findConstructs(program: Program, source: string): Finding[] {
  const findings: Finding[] = [];
  walk.full(program, (node) => {
    const any = node as AnyNode;
    const construct = (RULES[any.type] as Check | undefined)?.(any, source);
    if (construct) findings.push({ construct, at: any.start });
    if (any.type === 'CallExpression') findings.push(...findInEval(any));
  });
  return findings;
}

/**
 * Everything in a script that Espruino 2v29 would refuse or run otherwise than Node, as far as syntax can show it. An
 * empty list does not prove that it runs: types are checked by firmware/tsconfig.json, behaviour by running the bundle.
 */
export function findUnsupported(source: string): Finding[] {
  let program: Program;
  try {
    program = parse(source, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true });
  } catch (error) {
    return [{ construct: String(error), at: 0 }];
  }
  return [...findConstructs(program, source), ...findOrderTrouble(program)].sort((a, b) => a.at - b.at);
}
