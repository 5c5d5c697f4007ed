import { parseSync, types as t, traverse } from '@babel/core';
import { LASTING_NAMES, LASTING_WORDS } from './lasting-names.ts';

/** Tables from a number on the wire to a property: their texts are names of properties. */
const NAMING_TABLE = /_BY_TAG$/;

/** The first value of a characteristic is bytes, and no word. */
const isBytes = (parent: t.Node): boolean =>
  t.isObjectProperty(parent) && t.isIdentifier(parent.key) && parent.key.name === 'value';

/** Every name of a property and every text of a script, in the order in which they stand. */
interface Spelling {
  readonly properties: readonly string[];
  readonly texts: readonly string[];
}

function spellingOf(code: string): Spelling {
  const properties: string[] = [];
  const texts: string[] = [];
  const tree = parseSync(code, { configFile: false, babelrc: false, sourceType: 'script' })!;
  const addKey = ({ key, computed }: { key: t.Node; computed?: boolean }): void => {
    if (!computed && t.isIdentifier(key)) properties.push(key.name);
  };
  traverse(tree, {
    MemberExpression: ({ node: { property, computed } }) => {
      if (!computed && t.isIdentifier(property)) properties.push(property.name);
    },
    ObjectProperty: ({ node }) => addKey(node),
    ObjectMethod: ({ node }) => addKey(node),
    ClassMethod: ({ node }) => addKey(node),
    ClassProperty: ({ node }) => addKey(node),
    StringLiteral: (path) => {
      if (isBytes(path.parent)) return;
      const owner = path.findParent((one) => one.isVariableDeclarator())?.node as t.VariableDeclarator | undefined;
      const isName = t.isIdentifier(owner?.id) && NAMING_TABLE.test(owner.id.name);
      (isName ? properties : texts).push(path.node.value);
    },
  });
  return { properties, texts };
}

/** Where one became two, or two became one. */
function confusions(what: string, before: readonly string[], after: readonly string[]): string[] {
  if (before.length !== after.length) return [`${before.length} ${what} became ${after.length}`];
  const found = new Set<string>();
  const [to, from] = [new Map<string, string>(), new Map<string, string>()];
  for (const [i, name] of before.entries()) {
    const short = after[i]!;
    if (to.has(name) && to.get(name) !== short) found.add(`${what}: ${name} is both ${to.get(name)} and ${short}`);
    if (from.has(short) && from.get(short) !== name)
      found.add(`${what}: ${from.get(short)} and ${name} are both ${short}`);
    to.set(name, short);
    from.set(short, name);
  }
  return [...found];
}

/** What may have one name only, or must have the one that is written down. */
function misnamed(before: readonly string[], after: readonly string[], kept: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  const owner = new Map(Object.entries(LASTING_NAMES).map(([name, letter]) => [letter, name]));
  for (const [i, name] of before.entries()) {
    const short = after[i]!;
    if (name === short) continue;
    if (kept.has(name)) found.add(`${name} must stay and became ${short}`);
    if (kept.has(short)) found.add(`${name} became ${short}, which is a name of the interpreter`);
    if ((owner.get(short) ?? name) !== name)
      found.add(`${name} became ${short}, under which flash keeps ${owner.get(short)}`);
    if ((LASTING_NAMES[name] ?? short) !== short)
      found.add(`${name} is ${LASTING_NAMES[name]} in flash and became ${short}`);
  }
  return [...found];
}

function mistaken(before: readonly string[], after: readonly string[]): string[] {
  const wrong = before.flatMap((word, i) =>
    word !== after[i] && Object.hasOwn(LASTING_WORDS, word) && LASTING_WORDS[word] !== after[i]
      ? [`${word} is ${LASTING_WORDS[word]} on the wire and became ${after[i]}`]
      : [],
  );
  return [...new Set(wrong)];
}

function twice(what: string, table: Readonly<Record<string, string>>): string[] {
  const letters = Object.values(table);
  return letters.filter((one, i) => letters.indexOf(one) !== i).map((one) => `${what}: ${one} is given twice`);
}

/**
 * Judges the pass that shortens names by what came out of it, without knowing how it works: no two names have become one, none that must
 * stay has changed, none has become a name of the interpreter or one under which flash keeps something else.
 * @param kept property names that must stay
 * @returns what is wrong, with its names
 */
export function nameTroubles(before: string, after: string, kept: ReadonlySet<string>): string[] {
  const [old, short] = [spellingOf(before), spellingOf(after)];
  return [
    ...twice('names in flash', LASTING_NAMES),
    ...twice('words on the wire', LASTING_WORDS),
    ...confusions('properties', old.properties, short.properties),
    ...confusions('texts', old.texts, short.texts),
    ...misnamed(old.properties, short.properties, kept),
    ...mistaken(old.texts, short.texts),
  ];
}
