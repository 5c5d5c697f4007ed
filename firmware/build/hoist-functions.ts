import type { NodePath, PluginObject, types } from '@babel/core';

/**
 * Espruino does not hoist function declarations: a call above the declaration is a ReferenceError. Moving each declaration
 * to the top of its own block gives the meaning every other engine gives it.
 */
function moveFunctionsToTop(block: types.Program | types.BlockStatement): void {
  const functions = block.body.filter((statement) => statement.type === 'FunctionDeclaration');
  const rest = block.body.filter((statement) => statement.type !== 'FunctionDeclaration');
  block.body = [...functions, ...rest];
}

export function hoistFunctions(): PluginObject {
  return {
    name: 'hoist-functions',
    visitor: {
      Program: { exit: (path: NodePath<types.Program>) => moveFunctionsToTop(path.node) },
      BlockStatement: { exit: (path: NodePath<types.BlockStatement>) => moveFunctionsToTop(path.node) },
    },
  };
}
