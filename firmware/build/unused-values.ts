import type { NodePath, PluginObject, types } from '@babel/core';
import { isPure } from './pure.ts';

/** Values that nobody uses and nobody misses: tables of another role's messages, above all. */
export function unusedValues(): PluginObject {
  return {
    name: 'unused-values',
    visitor: {
      VariableDeclarator(path: NodePath<types.VariableDeclarator>) {
        const { id, init } = path.node;
        if (id.type !== 'Identifier' || !init || !isPure(init)) return;
        const binding = path.scope.getBinding(id.name);
        if (binding?.constant && binding.path === path && !binding.referenced) path.remove();
      },
    },
  };
}
