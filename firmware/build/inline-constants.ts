import type { NodePath, PluginObject, types } from '@babel/core';

/** What takes fewer bytes as a value than as a name of two letters with its declaration. */
function isShort(value: types.Node, uses: number): boolean {
  if (value.type === 'BooleanLiteral' || value.type === 'NullLiteral') return true;
  if (value.type !== 'NumericLiteral' && value.type !== 'StringLiteral') return false;
  const bytes = String(value.value).length + (value.type === 'StringLiteral' ? 2 : 0);
  return bytes * uses <= 2 * uses + bytes + 4;
}

/** Constants with one value become that value where they are used: on Espruino a literal is also faster than a look-up. */
export function inlineConstants(): PluginObject {
  return {
    name: 'inline-constants',
    visitor: {
      VariableDeclarator(path: NodePath<types.VariableDeclarator>) {
        const { id, init } = path.node;
        if (id.type !== 'Identifier' || !init) return;
        const binding = path.scope.getBinding(id.name);
        if (!binding?.constant || binding.path !== path || !isShort(init, binding.referencePaths.length)) return;
        for (const use of binding.referencePaths) use.replaceWith({ ...init } as types.Expression);
        path.remove();
      },
    },
  };
}
