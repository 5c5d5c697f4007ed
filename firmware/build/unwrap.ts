import type { NodePath, PluginObject, types } from '@babel/core';

/** `(() => { … })();` to what is in it. */
export function unwrap(): PluginObject {
  return {
    name: 'unwrap',
    visitor: {
      Program: {
        exit(program: NodePath<types.Program>) {
          const last = program.node.body.at(-1);
          if (last?.type !== 'ExpressionStatement' || last.expression.type !== 'CallExpression') return;
          const { callee } = last.expression;
          if (callee.type !== 'ArrowFunctionExpression' || callee.body.type !== 'BlockStatement') return;
          program.node.body = [...program.node.body.slice(0, -1), ...callee.body.body];
        },
      },
    },
  };
}
