import type { NodePath, PluginObject, types } from '@babel/core';
import { types as t } from '@babel/core';

/** Under these names a session's settings are reached, and in these objects they are written down, the later over the earlier. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  config: ['DEFAULT_SESSION_CONFIG', 'OWN'],
  hard: ['HARD'],
};

type Values = Map<string, types.Expression | null>;

function isLiteral(value: types.Node): value is types.Expression {
  return value.type === 'NumericLiteral' || value.type === 'StringLiteral' || value.type === 'BooleanLiteral';
}

/** What each setting is, as written; null where it is known at run time only. */
function valuesIn(program: NodePath<types.Program>, names: readonly string[]): Values {
  const written = new Map<string, types.ObjectExpression>();
  program.traverse({
    VariableDeclarator: ({ node: { id, init } }) => {
      if (id.type !== 'Identifier' || !names.includes(id.name) || init?.type !== 'ObjectExpression') return;
      if (written.has(id.name)) throw new Error(`${id.name} is written down twice`);
      written.set(id.name, init);
    },
  });
  const values: Values = new Map();
  // In the order of the names, wherever they stand.
  for (const one of names.flatMap((name) => written.get(name)?.properties ?? [])) {
    if (one.type !== 'ObjectProperty' || one.key.type !== 'Identifier') throw new Error('a setting without a name');
    values.set(one.key.name, isLiteral(one.value) ? one.value : null);
  }
  return values;
}

const nameOf = (node: types.Node): string => {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier'
    ? node.property.name
    : '';
};

/** A release runs under one configuration and one set of ceilings: `state.config.leaseMaxMs` is a number then, found by no look-up. */
export function constantSettings(): PluginObject {
  return {
    name: 'constant-settings',
    visitor: {
      Program: {
        exit(program: NodePath<types.Program>) {
          const settings = new Map(
            Object.entries(SETTINGS).map(([name, objects]) => [name, valuesIn(program, objects)]),
          );
          program.traverse({
            MemberExpression: (path) => {
              const value = settings.get(nameOf(path.node.object))?.get(nameOf(path.node));
              if (value) path.replaceWith(t.cloneNode(value));
            },
          });
        },
      },
    },
  };
}
