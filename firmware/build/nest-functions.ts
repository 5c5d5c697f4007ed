import type { NodePath, PluginObject, types } from '@babel/core';

type Declaration = NodePath<types.FunctionDeclaration>;

/** Its closures last as long as the band streams, and keep everything that stands in it: nothing is moved there. */
const LASTING = new Set(['configure']);

/** What is returned lasts longer than the call, and keeps everything that stands beside it. */
function handsFunctionsOn(home: Declaration): boolean {
  let found = LASTING.has(home.node.id!.name);
  home.traverse({
    ReturnStatement: ({ node }) => {
      if (node.argument && /Object|Function/.test(node.argument.type)) found = true;
    },
  });
  return found;
}

/** The function of the script in which this stands, however deep. */
const outermost = (one: NodePath<types.Node>, beside: Declaration): types.Node | undefined =>
  one.findParent((up) => up.parent === beside.parent)?.node;

/** The one function of the script that calls it. */
function onlyHome(path: Declaration, homes: readonly Declaration[]): Declaration | undefined {
  const binding = path.parentPath.scope.getBinding(path.node.id!.name);
  if (!binding?.constant || binding.referencePaths.length === 0) return undefined;
  const outside = binding.referencePaths.filter((one) => !one.findParent((up) => up.node === path.node));
  const users = outside.map((one) =>
    one.parent.type === 'CallExpression' && one.parent.callee === one.node ? outermost(one, path) : null,
  );
  const home = homes.find((one) => one.node === users[0]);
  if (!home || home.node === path.node || users.some((one) => one !== home.node)) return undefined;
  const name = path.node.id!.name;
  return handsFunctionsOn(home) || home.scope.hasOwnBinding(name) ? undefined : home;
}

/**
 * A function that one other calls moves into it: there it exists while that one runs, and takes no memory in between. It costs that its text
 * is skipped at each call.
 */
export function nestFunctions(): PluginObject {
  return {
    name: 'nest-functions',
    visitor: {
      Program(program: NodePath<types.Program>) {
        const script = program.get('body.0.expression.callee.body') as NodePath<types.BlockStatement>;
        if (script.node?.type !== 'BlockStatement') return;
        program.scope.crawl();
        const own = script.get('body').filter((one): one is Declaration => one.isFunctionDeclaration());
        for (const path of own) {
          const home = onlyHome(path, own);
          if (!home) continue;
          home.node.body.body.unshift(path.node);
          path.remove();
          return;
        }
      },
    },
  };
}
