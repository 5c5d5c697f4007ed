import type { types } from '@babel/core';

const VALUE = /^(Identifier|(Numeric|String|Boolean|Null)Literal|ArrowFunctionExpression|FunctionExpression)$/;

function isPureObject({ properties }: types.ObjectExpression): boolean {
  return properties.every(
    (one) => one.type === 'ObjectMethod' || (one.type === 'ObjectProperty' && !one.computed && isPure(one.value)),
  );
}

/** To leave it out changes nothing. */
export function isPure(node: types.Node): boolean {
  if (VALUE.test(node.type)) return true;
  if (node.type === 'MemberExpression') return !node.computed && isPure(node.object);
  if (node.type === 'UnaryExpression') return node.operator !== 'delete' && isPure(node.argument);
  if (node.type === 'ObjectExpression') return isPureObject(node);
  if (node.type === 'ArrayExpression') return node.elements.every((one) => one !== null && isPure(one));
  const isArray = node.type === 'NewExpression' && node.callee.type === 'Identifier' && /Array$/.test(node.callee.name);
  return isArray && node.arguments.every(isPure);
}
