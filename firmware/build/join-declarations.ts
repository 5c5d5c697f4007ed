import type { NodePath, PluginObject, types } from '@babel/core';

/** `var a = 1; var b = 2` becomes `var a = 1, b = 2`; nothing changes its place, because Espruino hoists no `var`. */
function join(block: types.Program | types.BlockStatement): void {
  const joined: types.Statement[] = [];
  for (const statement of block.body) {
    const last = joined.at(-1);
    if (
      statement.type === 'VariableDeclaration' &&
      last?.type === 'VariableDeclaration' &&
      last.kind === statement.kind
    )
      last.declarations.push(...statement.declarations);
    else joined.push(statement);
  }
  block.body = joined as typeof block.body;
}

export function joinDeclarations(): PluginObject {
  return {
    name: 'join-declarations',
    visitor: {
      Program: { exit: (path: NodePath<types.Program>) => join(path.node) },
      BlockStatement: { exit: (path: NodePath<types.BlockStatement>) => join(path.node) },
    },
  };
}
