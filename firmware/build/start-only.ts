import type { NodePath, PluginObject, types } from '@babel/core';
import { types as t } from '@babel/core';

/** A board's own, called once while the band starts. */
const CALLED_AT_START = new Set(['openImu']);

type Owner = NodePath<types.Node> | null;

const isCalledAtOnce = (path: NodePath<types.Node>): boolean =>
  path.parent.type === 'CallExpression' && path.parent.callee === path.node;

function isStartProperty(path: NodePath<types.Node>): boolean {
  const owner = path.parent.type === 'ObjectProperty' ? path.parent : path.node;
  return 'key' in owner && owner.key !== null && (owner.key as types.Identifier).name !== undefined
    ? CALLED_AT_START.has((owner.key as types.Identifier).name)
    : false;
}

/** Named functions of the script itself, by their names. */
function ownFunctions(script: NodePath<types.BlockStatement>): Map<string, NodePath<types.Node>> {
  const found = new Map<string, NodePath<types.Node>>();
  for (const statement of script.get('body')) {
    if (statement.isFunctionDeclaration()) found.set(statement.node.id!.name, statement);
    if (!statement.isVariableDeclaration()) continue;
    for (const one of statement.get('declarations'))
      if (one.node.id.type === 'Identifier' && one.node.init && /Function/.test(one.node.init.type))
        found.set(one.node.id.name, one.get('init') as NodePath<types.Node>);
  }
  return found;
}

/** Who must be alive for this reference to be used: one of `functions`, nobody (null: it is used while the script starts), or anybody. */
function userOf(
  reference: NodePath<types.Node>,
  functions: Map<string, NodePath<types.Node>>,
  script: NodePath<types.Node>,
): string | 'anybody' | null {
  if (!isCalledAtOnce(reference)) return 'anybody';
  let up: Owner = reference.getFunctionParent() as Owner;
  while (up && up.node !== script.parent) {
    const node = up.node;
    for (const [name, path] of functions) if (path.node === node) return name;
    if (!isCalledAtOnce(up) && !isStartProperty(up)) return 'anybody';
    up = up.getFunctionParent() as Owner;
  }
  return null;
}

/**
 * Gives back what only the start of the script called: a function takes four variables and one for each parameter. Whatever is handed on, or
 * named in a function that lasts, stays.
 */
export function startOnly(): PluginObject {
  return {
    name: 'start-only',
    visitor: {
      Program(program: NodePath<types.Program>) {
        const script = program.get('body.0.expression.callee.body') as NodePath<types.BlockStatement>;
        if (script.node?.type !== 'BlockStatement') return;
        program.scope.crawl();
        const functions = ownFunctions(script);
        const users = new Map<string, (string | null)[]>();
        for (const name of functions.keys()) {
          const binding = script.scope.getBinding(name)!;
          users.set(
            name,
            binding.referencePaths.map((one) => userOf(one, functions, script)),
          );
        }
        const lasting = new Set<string>(['anybody']);
        for (let grown = true; grown; ) {
          grown = false;
          for (const [name, by] of users)
            if (!lasting.has(name) && by.some((one) => one !== null && one !== name && lasting.has(one))) {
              lasting.add(name);
              grown = true;
            }
        }
        const done = [...users.keys()].filter((name) => !lasting.has(name));
        if (done.length === 0) return;
        const nothing = done.reduceRight<types.Expression>(
          (value, name) => t.assignmentExpression('=', t.identifier(name), value),
          t.numericLiteral(0),
        );
        script.node.body.push(t.expressionStatement(nothing));
      },
    },
  };
}
