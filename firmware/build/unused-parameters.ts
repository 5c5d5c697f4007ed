import type { NodePath, PluginObject, types } from '@babel/core';

const PLAIN = /^(Identifier|(Numeric|String|Boolean|Null)Literal)$/;

/** Calls of a function that is only ever called; undefined where it is handed on. */
function callsOf(path: NodePath<types.FunctionDeclaration>): types.CallExpression[] | undefined {
  const binding = path.parentPath.scope.getBinding(path.node.id!.name);
  if (!binding?.constant) return undefined;
  const calls: types.CallExpression[] = [];
  for (const { parent, node } of binding.referencePaths) {
    if (parent.type !== 'CallExpression' || parent.callee !== node) return undefined;
    // Whose place in the list nobody knows.
    if (parent.arguments.some((one) => one.type === 'SpreadElement')) return undefined;
    calls.push(parent);
  }
  return calls;
}

/** A parameter that is not used is handed over no more. Several times: what was only handed on is unused then, too. */
export function unusedParameters(): PluginObject {
  return {
    name: 'unused-parameters',
    visitor: {
      FunctionDeclaration: {
        exit(path: NodePath<types.FunctionDeclaration>) {
          const calls = callsOf(path);
          if (!calls) return;
          for (let i = path.node.params.length - 1; i >= 0; i--) {
            const param = path.node.params[i]!;
            if (param.type !== 'Identifier') return;
            const binding = path.scope.getOwnBinding(param.name);
            if (!binding || binding.referenced || !binding.constant) continue;
            if (!calls.every((call) => call.arguments[i] === undefined || PLAIN.test(call.arguments[i]!.type)))
              continue;
            path.node.params.splice(i, 1);
            for (const call of calls) call.arguments.splice(i, 1);
          }
        },
      },
    },
  };
}
