import { parseSync, types as t, transformFromAstSync } from '@babel/core';
import type { Random } from '../../../sim/random.ts';
import { pick, whole } from '../attacker.ts';

/** What a pass that is wrong in one place would make of a firmware. */
export interface Miscompilation {
  readonly kind: string;
  readonly code: string;
}

const OPTIONS = { configFile: false, babelrc: false, sourceType: 'script' } as const;

interface Place {
  readonly kind: string;
  spoil(random: Random): void;
}

const EMPTY = (): t.Expression => t.unaryExpression('void', t.numericLiteral(0));

function become(node: t.Node, other: t.Node): void {
  const copy = t.cloneNode(other);
  for (const key of Object.keys(node)) delete (node as unknown as Record<string, unknown>)[key];
  Object.assign(node, copy);
}

function placesIn(node: t.Node, properties: readonly string[]): Place[] {
  if (t.isAssignmentExpression(node) && node.operator === '=')
    return [{ kind: 'assignment skipped', spoil: () => become(node, node.right) }];
  if (t.isCallExpression(node) && !t.isFunction(node.callee))
    return [{ kind: 'call dropped', spoil: () => become(node, EMPTY()) }];
  if (t.isConditionalExpression(node) || (t.isIfStatement(node) && node.alternate))
    return [
      {
        kind: 'branches swapped',
        spoil: () => {
          const { consequent } = node;
          node.consequent = node.alternate as never;
          node.alternate = consequent;
        },
      },
    ];
  if (t.isLogicalExpression(node)) return [{ kind: 'right side lost', spoil: () => become(node, node.left) }];
  if (t.isBinaryExpression(node) && ['<', '<=', '>', '>=', '==', '!='].includes(node.operator)) {
    const others = { '<': '<=', '<=': '<', '>': '>=', '>=': '>', '==': '!=', '!=': '==' } as const;
    return [
      {
        kind: 'comparison changed',
        spoil: () => {
          node.operator = others[node.operator as keyof typeof others];
        },
      },
    ];
  }
  if (t.isNumericLiteral(node)) return [{ kind: 'number changed', spoil: () => void node.value++ }];
  if (t.isMemberExpression(node) && !node.computed && t.isIdentifier(node.property)) {
    const property = node.property;
    const spoil = (random: Random): void => {
      property.name = pick(random, properties);
    };
    return properties.includes(property.name) ? [{ kind: 'name merged in one place', spoil }] : [];
  }
  return [];
}

function renameEverywhere(tree: t.File, from: string, to: string): void {
  t.traverseFast(tree, (node) => {
    if (t.isMemberExpression(node) && !node.computed && t.isIdentifier(node.property, { name: from }))
      node.property.name = to;
    if (
      (t.isObjectProperty(node) || t.isObjectMethod(node)) &&
      !node.computed &&
      t.isIdentifier(node.key, { name: from })
    )
      node.key.name = to;
  });
}

/** Short names that stand for properties of the firmware itself. */
function shortProperties(tree: t.File): string[] {
  const names = new Set<string>();
  t.traverseFast(tree, (node) => {
    if (t.isMemberExpression(node) && !node.computed && t.isIdentifier(node.property)) names.add(node.property.name);
  });
  return [...names].filter((name) => name.length <= 2);
}

/** One place, or two names, drawn by chance. */
export function miscompile(code: string, random: Random): Miscompilation {
  const tree = parseSync(code, OPTIONS) as t.File;
  const properties = shortProperties(tree);
  const byKind = new Map<string, (Place & { readonly shown: string })[]>();
  t.traverseFast(tree, (node) => {
    const shown = code.slice(Math.max(0, (node.start ?? 0) - 30), (node.start ?? 0) + 50);
    for (const place of placesIn(node, properties))
      byKind.set(place.kind, [...(byKind.get(place.kind) ?? []), { ...place, shown }]);
  });
  const written = (kind: string): Miscompilation => ({
    kind,
    code: transformFromAstSync(tree, code, { ...OPTIONS, compact: true })!.code!,
  });
  const kind = pick(random, [...byKind.keys(), 'two names merged']);
  if (kind === 'two names merged') {
    const [from, to] = [pick(random, properties), pick(random, properties)];
    renameEverywhere(tree, from, to);
    return written(`${kind}: ${from} and ${to}`);
  }
  const places = byKind.get(kind)!;
  const at = whole(random, places.length);
  places[at]!.spoil(random);
  return written(`${kind}, ${at} of ${places.length}: …${places[at]!.shown}…`);
}
