import type { NodePath, PluginObject, types } from '@babel/core';

/** Against these, `==` says what `===` says: TypeScript lets no text be compared with a number, and null is neither. */
const isPlain = (node: types.Node): boolean =>
  node.type === 'NumericLiteral' || (node.type === 'StringLiteral' && node.value !== '');

export function looseEquality(): PluginObject {
  return {
    name: 'loose-equality',
    visitor: {
      BinaryExpression({ node }: NodePath<types.BinaryExpression>) {
        if (!isPlain(node.left) && !isPlain(node.right)) return;
        if (node.operator === '===') node.operator = '==';
        else if (node.operator === '!==') node.operator = '!=';
      },
    },
  };
}
