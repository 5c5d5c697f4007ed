import type { NodePath, types } from '@babel/core';
import { types as t } from '@babel/core';

export const isReturn = (node: types.Node | undefined): node is types.ReturnStatement =>
  node?.type === 'ReturnStatement';

export function countReturns(path: NodePath<types.Node>): number {
  let count = 0;
  path.traverse({
    Function: (one) => one.skip(),
    ReturnStatement: () => {
      count++;
    },
  });
  return count;
}

const isBareReturn = (node: types.Statement | null | undefined): boolean =>
  (isReturn(node ?? undefined) && !(node as types.ReturnStatement).argument) ||
  (node?.type === 'BlockStatement' && node.body.length === 1 && isBareReturn(node.body[0]));

/** `if (a) return; b();` says what `if (!a) { b(); }` says, and has no return. */
export function withoutGuards(statements: readonly types.Statement[]): types.Statement[] {
  const at = statements.findIndex(
    (one) => one.type === 'IfStatement' && !one.alternate && isBareReturn(one.consequent),
  );
  if (at < 0) return [...statements];
  const guard = statements[at] as types.IfStatement;
  const rest = t.blockStatement(withoutGuards(statements.slice(at + 1)));
  return [...statements.slice(0, at), t.ifStatement(t.unaryExpression('!', guard.test), rest)];
}
