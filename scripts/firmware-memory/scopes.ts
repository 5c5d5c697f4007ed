import type { NodePath, PluginObject, types } from '@babel/core';
import { types as t, template } from '@babel/core';

/** Names that a function declares: its parameters, then what it keeps beside them. */
function namesOf(path: NodePath<types.Function>): { params: string[]; locals: string[] } {
  const params = path.node.params.map((one) => (one as types.Identifier).name);
  const locals = Object.keys(path.scope.bindings).filter((name) => !params.includes(name));
  return { params, locals };
}

/** `() => ({ a: a, … })` */
function reader(names: readonly string[]): types.Expression {
  const fields = names.map((name) => t.objectProperty(t.stringLiteral(name), t.identifier(name)));
  return t.arrowFunctionExpression([], t.objectExpression(fields));
}

const begin = template.statement('var SCOPE = memoryScope(READ)');
const untilEnd = template.statement('try { BODY } finally { memoryEnd() }');
const texts = (names: readonly string[]): types.Expression =>
  t.arrayExpression(names.map((one) => t.stringLiteral(one)));

/**
 * A script that tells which scopes its functions keep: an interpreter that keeps a whole scope with each function made in it takes memory for
 * all of its variables, which no other engine shows.
 */
export function tellScopes({ isRoot }: { readonly isRoot: boolean }): PluginObject {
  const done = new WeakSet<types.Node>();
  return {
    name: 'tell-scopes',
    visitor: {
      Function: {
        exit(path: NodePath<types.Function>) {
          if (done.has(path.node) || !path.isExpression()) return;
          done.add(path.node);
          const { params, locals } = namesOf(path);
          const scopes: types.Expression[] = [];
          for (let up = path.getFunctionParent(); up; up = up.getFunctionParent())
            scopes.push(t.identifier(`memoryScope${up.node.start}`));
          const body = path.node.body;
          const block = t.isBlockStatement(body) ? body : t.blockStatement([t.returnStatement(body)]);
          const read = begin({
            SCOPE: t.identifier(`memoryScope${path.node.start}`),
            READ: reader([...params, ...locals]),
          });
          block.body = [read, untilEnd({ BODY: block.body })];
          path.node.body = block;
          if (path.node.type === 'ArrowFunctionExpression') path.node.expression = false;
          path.replaceWith(
            t.callExpression(t.identifier('memoryFunction'), [
              path.node as types.Expression,
              texts(params),
              t.arrayExpression(scopes),
            ]),
          );
          path.skip();
        },
      },
      Program: {
        exit(program: NodePath<types.Program>) {
          if (!isRoot) return;
          const names = Object.keys(program.scope.bindings);
          program.node.body.push(t.expressionStatement(t.callExpression(t.identifier('memoryRoot'), [reader(names)])));
        },
      },
    },
  };
}
