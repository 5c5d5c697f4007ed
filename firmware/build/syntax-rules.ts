import type * as acorn from 'acorn';
import {
  isTypedArrayName,
  MISSING_GLOBALS,
  MISSING_METHODS,
  MISSING_STATICS,
  MISSING_TYPED_ARRAY_STATICS,
  NOT_EXTENDABLE,
  ONLY_ON_OBJECT,
} from './missing-builtins.ts';

/** Says what Espruino cannot do with a node, or nothing. `source` is the whole script. */
export type Rule = (node: never, source: string) => string | false | undefined;

const memberName = (node: acorn.MemberExpression): string =>
  !node.computed && node.property.type === 'Identifier' ? node.property.name : '';

const isNamed = (node: acorn.AnyNode | null | undefined, name: string): boolean =>
  node?.type === 'Identifier' && node.name === name;

function functionTrouble(node: acorn.Function): string | undefined {
  if (node.async) return 'async function';
  if (node.generator) return 'generator function';
  return undefined;
}

function memberTrouble(node: acorn.MemberExpression): string | undefined {
  const name = memberName(node);
  const owner = node.object.type === 'Identifier' ? node.object.name : '';
  if (MISSING_STATICS[owner]?.includes(name)) return `${owner}.${name}`;
  if (isTypedArrayName(owner) && MISSING_TYPED_ARRAY_STATICS.includes(name)) return `${owner}.${name}`;
  if (MISSING_METHODS.includes(name)) return `.${name}`;
  if (ONLY_ON_OBJECT.includes(name) && owner !== 'Object') return `.${name} of an array`;
  return undefined;
}

function isNewBuffer(node: acorn.AnyNode): boolean {
  if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier') return false;
  return node.callee.name === 'ArrayBuffer' || isTypedArrayName(node.callee.name);
}

function callTrouble(node: acorn.CallExpression): string | undefined {
  if (node.callee.type !== 'MemberExpression') return undefined;
  const { object } = node.callee;
  const name = memberName(node.callee);
  if (isNamed(object, 'JSON') && name === 'parse' && node.arguments.length > 1) return 'JSON.parse reviver';
  if (isNamed(object, 'Object') && name === 'create' && node.arguments[0]?.type === 'Literal')
    return 'Object.create(null)';
  if (name === 'slice' && isNewBuffer(object)) return '.slice of a typed array or buffer';
  return undefined;
}

function regexTrouble(pattern: string): string | undefined {
  if (/\(\?/.test(pattern)) return 'regular expression group (?…)';
  if (/[*+?}]\?/.test(pattern)) return 'lazy quantifier';
  if (/\{\d+(,\d*)?\}/.test(pattern)) return 'regular expression quantifier {n,m}';
  if (/\\[1-9]/.test(pattern)) return 'regular expression back reference';
  return /\\b/i.test(pattern) ? 'regular expression word boundary' : undefined;
}

function literalTrouble(node: acorn.Literal): string | undefined {
  if (node.bigint) return 'BigInt literal';
  if (node.regex) return regexTrouble(node.regex.pattern);
  return typeof node.value === 'string' && node.raw?.includes('\\u{') ? 'escape \\u{…}' : undefined;
}

const defaultIndex = (node: acorn.SwitchStatement): number => node.cases.findIndex((entry) => entry.test === null);

function assignmentTrouble(node: acorn.AssignmentExpression): string | undefined {
  if (['**=', '??=', '||=', '&&='].includes(node.operator)) return `operator ${node.operator}`;
  if (node.left.type === 'MemberExpression' && memberName(node.left) === 'length') return 'assignment to length';
  return undefined;
}

/**
 * The token behind `case 1:` or a loop that ran no turn is read while Espruino skips code, and a text read then is empty
 * (seen on 2v29; jspeStatementSwitch in its jsparse.c).
 */
function textFirst(node: acorn.ExpressionStatement, source: string): string | false {
  return node.directive === undefined && /["'`]/.test(source[node.start]!) && 'statement that begins with a text';
}

/** Espruino joins `return` with an expression on the next line. */
function returnTrouble(node: acorn.ReturnStatement, source: string): string | false {
  return (
    node.argument === null && /^return\s*\n\s*[^\s;})]/.test(source.slice(node.start)) && 'return before a line break'
  );
}

function holdsIn(node: acorn.AnyNode, source: string): boolean {
  return / in /.test(source.slice(node.start, node.end)) && !/^(var|let|const) \w+ in /.test(source.slice(node.start));
}

/** By type of syntax node. Sources of each: the probes of test/fixtures/espruino-matrix.json that do not run. */
export const RULES: Readonly<Record<string, Rule>> = {
  ArrowFunctionExpression: (node: acorn.Function) => functionTrouble(node),
  FunctionDeclaration: (node: acorn.Function) => functionTrouble(node),
  FunctionExpression: (node: acorn.Function) => functionTrouble(node),
  AwaitExpression: () => 'await',
  YieldExpression: () => 'yield',
  AssignmentPattern: () => 'default value',
  RestElement: () => 'rest',
  SpreadElement: () => 'spread',
  ArrayPattern: () => 'array destructuring',
  ObjectPattern: () => 'object destructuring',
  MetaProperty: () => 'new.target',
  ChainExpression: () => 'optional chaining',
  LabeledStatement: () => 'label',
  WithStatement: () => 'with',
  ImportDeclaration: () => 'import',
  ImportExpression: () => 'import()',
  ExportNamedDeclaration: () => 'export',
  ExportDefaultDeclaration: () => 'export',
  TaggedTemplateExpression: () => 'tagged template',
  Property: (node: acorn.Property) => node.computed && 'computed key',
  MethodDefinition: (node: acorn.MethodDefinition, source) =>
    (node.computed && 'computed method name') ||
    (/^(static )?(delete|of|in|new|if|for|do|var|typeof)\b/.test(source.slice(node.start)) &&
      'method named by a keyword'),
  PropertyDefinition: (node: acorn.PropertyDefinition) =>
    (node.key.type === 'PrivateIdentifier' && 'private field') || (node.value === null && 'field without a value'),
  BinaryExpression: (node: acorn.BinaryExpression) =>
    (node.operator === '**' && 'operator **') ||
    (node.operator === '/' &&
      node.right.type === 'UnaryExpression' &&
      /^-0$/.test(rawOf(node.right)) &&
      'negative zero'),
  AssignmentExpression: assignmentTrouble,
  SwitchStatement: (node: acorn.SwitchStatement) =>
    defaultIndex(node) >= 0 && defaultIndex(node) < node.cases.length - 1 && 'default before the last case',
  ExpressionStatement: textFirst,
  ReturnStatement: returnTrouble,
  ForStatement: (node: acorn.ForStatement, source) =>
    node.init ? holdsIn(node.init, source) && 'operator in inside for(…)' : false,
  MemberExpression: memberTrouble,
  CallExpression: callTrouble,
  Literal: literalTrouble,
  Identifier: (node: acorn.Identifier) =>
    (MISSING_GLOBALS.includes(node.name) && node.name) ||
    (/[^\x20-\x7e]/.test(node.name) && 'letter outside ASCII in a name'),
  ClassDeclaration: (node: acorn.Class) => extendsTrouble(node),
  ClassExpression: (node: acorn.Class) => extendsTrouble(node),
};

function extendsTrouble(node: acorn.Class): string | false {
  const parent = node.superClass;
  return parent?.type === 'Identifier' && NOT_EXTENDABLE.includes(parent.name) && `extends ${parent.name}`;
}

function rawOf(node: acorn.UnaryExpression): string {
  return node.argument.type === 'Literal' ? node.operator + node.argument.raw : '';
}
