import type { NodePath, PluginObject, types } from '@babel/core';
import { types as t } from '@babel/core';

type Plain = types.FunctionDeclaration | types.FunctionExpression | types.ObjectMethod;

/** `this` and `arguments` mean something else in an arrow; a name of its own is lost. */
function canBeArrow(path: NodePath<Plain>): boolean {
  const { node } = path;
  if (node.async || node.generator) return false;
  if (node.type === 'FunctionExpression' && node.id && path.scope.getOwnBinding(node.id.name)?.referenced) return false;
  let can = true;
  path.traverse({
    ThisExpression: () => {
      can = false;
    },
    MetaProperty: () => {
      can = false;
    },
    Identifier: (one) => {
      if (one.node.name === 'arguments') can = false;
    },
  });
  return can;
}

const arrowOf = ({ params, body }: Plain): types.ArrowFunctionExpression =>
  t.arrowFunctionExpression(params as types.ArrowFunctionExpression['params'], body);

/** `function f(a) { … }` to `var f = (a) => { … }` and the like: Espruino hoists neither, and the second is ten bytes shorter. */
export function arrowFunctions(): PluginObject {
  return {
    name: 'arrow-functions',
    visitor: {
      FunctionDeclaration: {
        exit(path: NodePath<types.FunctionDeclaration>) {
          if (!canBeArrow(path)) return;
          path.replaceWith(t.variableDeclaration('var', [t.variableDeclarator(path.node.id!, arrowOf(path.node))]));
        },
      },
      FunctionExpression: {
        exit: (path: NodePath<types.FunctionExpression>) =>
          void (canBeArrow(path) && path.replaceWith(arrowOf(path.node))),
      },
      ObjectMethod: {
        exit(path: NodePath<types.ObjectMethod>) {
          const { node } = path;
          if (node.kind !== 'method' || node.computed || !canBeArrow(path)) return;
          path.replaceWith(t.objectProperty(node.key, arrowOf(node)));
        },
      },
    },
  };
}
