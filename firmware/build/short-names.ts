import type { NodePath, PluginObject, types } from '@babel/core';
import { CHANNELS } from '../../protocol/link.ts';
import { LASTING_NAMES, LASTING_WORDS } from './lasting-names.ts';
import { MISSING_METHODS, ONLY_ON_OBJECT } from './missing-builtins.ts';

const FIRST = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$';
/** Keywords, and what the syntax gate takes for a method that Espruino lacks. */
const NEVER: readonly string[] = ['do', 'if', 'in', 'of', 'as', 'is', ...MISSING_METHODS, ...ONLY_ON_OBJECT];

/** a, b … $, aa, ab … */
function* shortNames(taken: ReadonlySet<string>): Generator<string, never> {
  for (let length = 1; ; length++) {
    for (let i = 0; i < FIRST.length ** length; i++) {
      let name = '';
      for (let rest = i, k = 0; k < length; k++, rest = Math.floor(rest / FIRST.length))
        name = FIRST[rest % FIRST.length] + name;
      if (!taken.has(name) && !NEVER.includes(name)) yield name;
    }
  }
}

/** Where a name stands in the code, and how another one is put there. */
interface Place {
  readonly name: string;
  readonly isText: boolean;
  put(name: string): void;
}

function keyPlace(owner: { key: types.Node; computed?: boolean; shorthand?: boolean }): Place[] {
  const { key } = owner;
  if (owner.computed) return [];
  if (key.type === 'Identifier') {
    const put = (name: string): void => {
      owner.key = { type: 'Identifier', name } as types.Identifier;
      owner.shorthand = false;
    };
    return [{ name: key.name, isText: false, put }];
  }
  return [];
}

/** Tables from a number on the wire to a property: their texts are names of properties. */
const NAMING_TABLE = /_BY_TAG$/;

function findPlaces(program: NodePath<types.Program>): Place[] {
  const places: Place[] = [];
  const addKey = (path: NodePath<types.Node>): void =>
    void places.push(...keyPlace(path.node as unknown as Parameters<typeof keyPlace>[0]));
  program.traverse({
    MemberExpression: ({ node }) => {
      if (node.computed || node.property.type !== 'Identifier') return;
      const property = node.property;
      places.push({
        name: property.name,
        isText: false,
        put: (name) => {
          property.name = name;
        },
      });
    },
    ObjectProperty: addKey,
    ObjectMethod: addKey,
    ClassMethod: addKey,
    ClassProperty: addKey,
    StringLiteral: (path) => {
      const node = path.node;
      const owner = path.findParent((one) => one.isVariableDeclarator())?.node as types.VariableDeclarator | undefined;
      const isName = owner?.id.type === 'Identifier' && NAMING_TABLE.test(owner.id.name);
      places.push({
        name: node.value,
        isText: !isName,
        put: (name) => {
          node.value = name;
          node.extra = undefined as never;
        },
      });
    },
  });
  return places;
}

/** Most used first: the shortest name for it. */
function byUse(places: readonly Place[]): string[] {
  const uses = new Map<string, number>();
  for (const { name } of places) uses.set(name, (uses.get(name) ?? 0) + 1);
  return [...uses].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
}

/** One short name for each of `names`, in that order; lasting ones as their table has them. */
function nameAll(
  names: readonly string[],
  lasting: Readonly<Record<string, string>>,
  taken: readonly string[],
): Map<string, string> {
  const short = shortNames(new Set([...taken, ...Object.values(lasting)]));
  return new Map(names.map((name) => [name, Object.hasOwn(lasting, name) ? lasting[name]! : short.next().value]));
}

/**
 * Names of properties, and texts that are only compared, become as short as can be: an Espruino stores and reads them as they are
 * written. What the interpreter, the wire or flash knows by name is not touched.
 * @param names property names that must stay
 * @param keepsWords for a bench, where texts are given by hand
 */
export function shortenNames(names: ReadonlySet<string>, keepsWords: boolean): PluginObject {
  const everyWord = [...CHANNELS, ...Object.keys(LASTING_WORDS)];
  const words = new Set(keepsWords ? [] : everyWord);
  const kept = keepsWords ? new Set([...names, ...everyWord]) : names;
  return {
    name: 'short-names',
    visitor: {
      Program: {
        exit(program: NodePath<types.Program>) {
          const all = findPlaces(program);
          const texts = all.filter(({ name }) => words.has(name));
          const properties = all.filter(({ name, isText }) => !isText && !words.has(name) && !kept.has(name));
          // A word that is a property, too: its name is that of no other property.
          const both = byUse(texts.filter(({ name, isText }) => !isText && !Object.hasOwn(LASTING_WORDS, name)));
          const bothNames = Object.fromEntries(
            nameAll(both, {}, [...kept, ...Object.values({ ...LASTING_WORDS, ...LASTING_NAMES })]),
          );
          const wordNames = nameAll(byUse(texts), { ...LASTING_WORDS, ...bothNames }, []);
          const propertyNames = nameAll(byUse(properties), LASTING_NAMES, [...kept, ...Object.values(bothNames)]);
          for (const place of texts) place.put(wordNames.get(place.name)!);
          for (const place of properties) place.put(propertyNames.get(place.name)!);
        },
      },
    },
  };
}
