import type { NodePath, PluginObject, types } from '@babel/core';
import { LASTING_NAMES } from './lasting-names.ts';
import { isPure } from './pure.ts';

/** Names that some code reads: by `.name`, by a text, or as a part of a longer assignment. */
function readNames(program: NodePath<types.Program>): Set<string> {
  const read = new Set<string>();
  program.traverse({
    MemberExpression: (path) => {
      const { property, computed } = path.node;
      if (computed || property.type !== 'Identifier') return;
      const { parent } = path;
      const isWritten = parent.type === 'AssignmentExpression' && parent.left === path.node && parent.operator === '=';
      if (!isWritten || path.parentPath?.parentPath?.node.type !== 'ExpressionStatement') read.add(property.name);
    },
    StringLiteral: ({ node }) => void read.add(node.value),
  });
  return read;
}

/** What is written down for an auditor, or for another role, and read by nothing in this bundle, is left out. */
export function unreadProperties(kept: ReadonlySet<string>) {
  return (): PluginObject => ({
    name: 'unread-properties',
    visitor: {
      Program: {
        exit(program: NodePath<types.Program>) {
          const read = readNames(program);
          const isUnread = (key: types.Node): boolean =>
            key.type === 'Identifier' &&
            !read.has(key.name) &&
            !kept.has(key.name) &&
            !Object.hasOwn(LASTING_NAMES, key.name);
          program.traverse({
            ObjectMethod: (path) => void (!path.node.computed && isUnread(path.node.key) && path.remove()),
            ObjectProperty: (path) => {
              const { key, value, computed } = path.node;
              if (!computed && isUnread(key) && isPure(value)) path.remove();
            },
            AssignmentExpression: (path) => {
              const { left, right } = path.node;
              if (left.type !== 'MemberExpression' || left.computed || !isUnread(left.property)) return;
              // What finds the object may do something itself.
              if (!isPure(left.object)) return;
              if (isPure(right)) path.remove();
              else path.replaceWith(right);
            },
          });
        },
      },
    },
  });
}
