import type * as acorn from 'acorn';
import * as walk from 'acorn-walk';
import type { Finding } from './finding.ts';

type Names = Map<string, number>;

const isFunction = (node: acorn.AnyNode): boolean => /Function/.test(node.type);
const isLoop = (node: acorn.AnyNode): boolean => /^For(In|Of)?Statement$/.test(node.type);

function declaredNames(node: acorn.VariableDeclaration): string[] {
  return node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
}

/** Positions where this function's own code (not that of functions inside it) declares names that others would hoist. */
function lateNames(body: acorn.AnyNode): Names {
  const names: Names = new Map();
  const add = (name: string, at: number) => names.has(name) || names.set(name, at);
  const visit = (node: acorn.AnyNode): void => {
    if (node.type === 'FunctionDeclaration' && node.id) add(node.id.name, node.start);
    if (node.type === 'VariableDeclaration') for (const name of declaredNames(node)) add(name, node.start);
    if (!isFunction(node) || node === body) eachChild(node, visit);
  };
  visit(body);
  return names;
}

function eachChild(node: acorn.AnyNode, visit: (child: acorn.AnyNode) => void): void {
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child && typeof child === 'object' && typeof child.type === 'string') visit(child);
    }
  }
}

function parameterNames(node: acorn.AnyNode): string[] {
  if (!isFunction(node)) return [];
  return (node as acorn.Function).params.flatMap((param) => (param.type === 'Identifier' ? [param.name] : []));
}

/** Names used above their declaration in the code of one function: hoisting, which Espruino lacks. */
function usedBeforeDeclared(body: acorn.AnyNode, findings: Finding[]): void {
  const names = lateNames(body);
  for (const name of parameterNames(body)) names.delete(name);
  const visit = (node: acorn.AnyNode): void => {
    if (isFunction(node) && node !== body) return;
    if (node.type === 'Identifier') {
      const declaredAt = names.get(node.name);
      if (declaredAt !== undefined && node.start < declaredAt) {
        findings.push({ construct: `${node.name} used before its declaration`, at: node.start });
      }
    }
    eachUse(node, visit);
  };
  visit(body);
}

/** Children that are uses: property names and keys are not. */
function eachUse(node: acorn.AnyNode, visit: (child: acorn.AnyNode) => void): void {
  if (node.type === 'MemberExpression' && !node.computed) visit(node.object);
  else if (node.type === 'Property' && !node.computed) visit(node.value);
  else if (node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') return;
  else eachChild(node, visit);
}

function loopVariables(loop: acorn.AnyNode): string[] {
  const head = loop.type === 'ForStatement' ? loop.init : (loop as acorn.ForOfStatement).left;
  return head?.type === 'VariableDeclaration' && head.kind !== 'var' ? declaredNames(head) : [];
}

/** Espruino keeps one binding for all turns of a loop: a closure over it sees the last value. */
function capturedLoopVariables(loop: acorn.AnyNode, findings: Finding[]): void {
  const variables = loopVariables(loop);
  if (variables.length === 0) return;
  const visit = (node: acorn.AnyNode, captured: boolean): void => {
    if (captured && node.type === 'Identifier' && variables.includes(node.name)) {
      findings.push({ construct: `closure over the loop variable ${node.name}`, at: node.start });
    }
    eachUse(node, (child) => visit(child, captured || isFunction(node)));
  };
  visit((loop as acorn.ForStatement).body, false);
}

/** What goes wrong by the order in which things stand rather than by a single construct. */
export function findOrderTrouble(program: acorn.Program): Finding[] {
  const findings: Finding[] = [];
  walk.full(program, (node) => {
    const any = node as acorn.AnyNode;
    if (any.type === 'Program' || isFunction(any)) usedBeforeDeclared(any, findings);
    if (isLoop(any)) capturedLoopVariables(any, findings);
  });
  return findings;
}
