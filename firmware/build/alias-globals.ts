import type { NodePath, PluginObject, types } from '@babel/core';
import { types as t } from '@babel/core';

/** `Math.min` and the like are functions without `this`. */
const STATICS = [
  'Math.min',
  'Math.max',
  'Math.floor',
  'Math.ceil',
  'Math.round',
  'Math.abs',
  'Object.keys',
  'Object.assign',
  'String.fromCharCode',
  'JSON.stringify',
];
const GLOBALS = [
  'Uint8Array',
  'Uint16Array',
  'Uint32Array',
  'Int16Array',
  'DataView',
  'getTime',
  'digitalWrite',
  'digitalRead',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'require',
];

type Uses = Map<string, NodePath<types.Node>[]>;

function findUses(program: NodePath<types.Program>): Uses {
  const uses: Uses = new Map();
  const add = (name: string, path: NodePath<types.Node>): void =>
    void uses.set(name, [...(uses.get(name) ?? []), path]);
  program.traverse({
    Identifier: (path) => {
      if (
        GLOBALS.includes(path.node.name) &&
        path.isReferencedIdentifier() &&
        !path.scope.hasBinding(path.node.name, true)
      )
        add(path.node.name, path);
    },
    MemberExpression: (path) => {
      const { object, property, computed } = path.node;
      if (computed || object.type !== 'Identifier' || property.type !== 'Identifier') return;
      const name = `${object.name}.${property.name}`;
      if (STATICS.includes(name)) add(name, path);
    },
  });
  return uses;
}

/** Two letters a use, and a declaration. */
const pays = (name: string, uses: number): boolean => (name.length - 2) * uses > name.length + 4;

/** What the interpreter offers under a long name gets a short one, which is also found sooner. */
export function aliasGlobals(): PluginObject {
  return {
    name: 'alias-globals',
    visitor: {
      Program: {
        exit(program: NodePath<types.Program>) {
          const wrapper = program.get('body').at(-1)?.get('expression.callee.body') as
            | NodePath<types.BlockStatement>
            | undefined;
          if (!wrapper?.isBlockStatement()) return;
          const declarators: types.VariableDeclarator[] = [];
          for (const [name, paths] of findUses(program)) {
            if (!pays(name, paths.length)) continue;
            const alias = program.scope.generateUidIdentifier(name.replace('.', '_'));
            declarators.push(t.variableDeclarator(alias, t.cloneNode(paths[0]!.node as types.Expression)));
            for (const path of paths) path.replaceWith(t.cloneNode(alias));
          }
          if (declarators.length > 0) wrapper.node.body.unshift(t.variableDeclaration('var', declarators));
        },
      },
    },
  };
}
