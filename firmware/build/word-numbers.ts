import type { NodePath, PluginObject, types } from '@babel/core';
import { types as t } from '@babel/core';
import { INNER_WORDS, LASTING_WORDS } from './lasting-names.ts';
import { wireEnums } from './wire-enums.ts';

const NUMBERS_TABLE = /^([A-Z_]+)_NUMBERS$/;
const NAME_FUNCTION = /^nameOf(\w+)$/;
/** Above every number of a wire's enum: a text that is only compared may be any number that no other one is. */
const FIRST_INNER = 40;

const ENUMS = wireEnums();
const constantCase = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
const enumOfTable = (table: string): ReadonlyMap<string, number> | undefined =>
  [...ENUMS].find(([name]) => constantCase(name) === table)?.[1];

/** Words that travel as text elsewhere, and so are texts everywhere: `STOP` is a command, and why a session ended. */
const isText = (word: string): boolean => Object.hasOwn(LASTING_WORDS, word);

/** @throws Error where one word would have to be two numbers */
function numbersOfWords(): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const words of ENUMS.values()) {
    for (const [word, number] of words) {
      if ((numbers.get(word) ?? number) !== number) throw new Error(`${word} is two numbers`);
      if (!isText(word)) numbers.set(word, number);
    }
  }
  for (const [i, word] of INNER_WORDS.entries()) if (!numbers.has(word)) numbers.set(word, FIRST_INNER + i);
  return numbers;
}

/** `value`, but for words that stay texts: `value == 'FAULT' ? 7 : value`, or the other way. */
function besideTexts(value: types.Expression, words: ReadonlyMap<string, number>, toNumber: boolean): types.Expression {
  let result = value;
  for (const [word, number] of words) {
    if (!isText(word)) continue;
    const [from, to] = [t.stringLiteral(word), t.numericLiteral(number)];
    const test = t.binaryExpression('==', t.cloneNode(value), toNumber ? from : to);
    result = t.conditionalExpression(test, toNumber ? to : from, result);
  }
  return result;
}

/** Names of the wire's enums, and texts that are only compared, become numbers: no table leads from the one to the other any more. */
export function numberWords(): PluginObject {
  const numbers = numbersOfWords();
  return {
    name: 'word-numbers',
    visitor: {
      MemberExpression(path: NodePath<types.MemberExpression>) {
        const { object, property, computed } = path.node;
        const words =
          computed && object.type === 'Identifier' && enumOfTable(NUMBERS_TABLE.exec(object.name)?.[1] ?? '');
        if (words) path.replaceWith(besideTexts(property as types.Expression, words, true));
      },
      FunctionDeclaration(path: NodePath<types.FunctionDeclaration>) {
        const { id, params, body } = path.node;
        const words = ENUMS.get(NAME_FUNCTION.exec(id?.name ?? '')?.[1] ?? '');
        if (words) body.body = [t.returnStatement(besideTexts(params[0] as types.Identifier, words, false))];
      },
      VariableDeclarator(path: NodePath<types.VariableDeclarator>) {
        const { id } = path.node;
        if (id.type === 'Identifier' && enumOfTable(NUMBERS_TABLE.exec(id.name)?.[1] ?? '')) path.remove();
      },
      StringLiteral(path: NodePath<types.StringLiteral>) {
        const number = numbers.get(path.node.value);
        if (number !== undefined && !(path.parent.type === 'ObjectProperty' && path.key === 'key'))
          path.replaceWith(t.numericLiteral(number));
      },
    },
  };
}
