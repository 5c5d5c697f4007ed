/** A node of the syntax tree, as Babel gives it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc: { readonly start: { readonly line: number } };
  readonly [field: string]: unknown;
}

/** Where a node stands: what it is a part of, its text, and whether the program's texts are words for programs only. */
export interface Place {
  readonly parent: Node | null;
  readonly textOf: (node: Node) => string;
}

/** What is put in a node's place, one mutant each; nothing where the operator does not apply. */
type Operator = readonly [name: string, replacements: (node: Node, place: Place) => readonly string[]];

const OTHER_OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-=', '='],
  '-=': ['+=', '='],
  '|': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
};
const OTHER_FUNCTIONS: Readonly<Record<string, string>> = {
  'Math.min': 'Math.max',
  'Math.max': 'Math.min',
  'Math.floor': 'Math.ceil',
  'Math.ceil': 'Math.floor',
  'Math.round': 'Math.floor',
  'Math.abs': '',
  'Math.sign': '',
  'Math.sqrt': '',
};
const OTHER_METHODS: Readonly<Record<string, string>> = { some: 'every', every: 'some' };
/** Without them a list stays as it is. */
const LIST_METHODS = ['filter', 'sort', 'slice', 'reverse'];

const child = (node: Node, field: string): Node => node[field] as Node;
const is = (node: Node | null | undefined, ...types: readonly string[]): boolean => types.includes(node?.type ?? '');
const isText = (node: Node): boolean => is(node, 'StringLiteral', 'TemplateLiteral');

/** Another operator, the same tree: what binds weaker is held together. */
function otherOperator(node: Node, { textOf }: Place): readonly string[] {
  if (!is(node, 'BinaryExpression', 'LogicalExpression', 'AssignmentExpression')) return [];
  const [left, right] = [child(node, 'left'), child(node, 'right')];
  const operator = String(node.operator);
  const others = OTHER_OPERATORS[operator] ?? [];
  if (is(node, 'AssignmentExpression')) return others.map((other) => `${textOf(left)} ${other} ${textOf(right)}`);
  if (operator === '+' && (isText(left) || isText(right))) return [];
  return others.map((other) => `((${textOf(left)}) ${other} (${textOf(right)}))`);
}

/** One of two clauses forgotten. */
function oneOperand(node: Node, { textOf }: Place): readonly string[] {
  return is(node, 'LogicalExpression') ? ['left', 'right'].map((side) => `(${textOf(child(node, side))})`) : [];
}

function otherNumber(node: Node): readonly string[] {
  if (!is(node, 'NumericLiteral')) return [];
  const value = Number(node.value);
  return value === 0 ? ['1'] : [String(value + 1), '0'];
}

function fixedCondition(node: Node, { textOf }: Place): readonly string[] {
  if (!is(node, 'IfStatement', 'ConditionalExpression', 'ForStatement') || !node.test) return [];
  const [text, test] = [textOf(node), child(node, 'test')];
  const from = test.start - node.start;
  const fixed = (value: string): string => text.slice(0, from) + value + text.slice(from + test.end - test.start);
  return is(node, 'ForStatement') ? [fixed('false')] : [fixed('true'), fixed('false')];
}

function otherFunction(node: Node, { textOf }: Place): readonly string[] {
  if (!is(node, 'CallExpression')) return [];
  const callee = child(node, 'callee');
  const name = textOf(callee);
  const other = OTHER_FUNCTIONS[name];
  if (other !== undefined) return [other + textOf(node).slice(name.length)];
  if (!is(callee, 'MemberExpression')) return [];
  const [list, method] = [textOf(child(callee, 'object')), textOf(child(callee, 'property'))];
  if (LIST_METHODS.includes(method)) return [list];
  const otherMethod = OTHER_METHODS[method];
  return otherMethod === undefined ? [] : [`${list}.${otherMethod}${textOf(node).slice(name.length)}`];
}

/** Neighbours change places; texts and functions stay where only they can be. */
function swappedArguments(node: Node, { textOf }: Place): readonly string[] {
  if (!is(node, 'CallExpression') || textOf(child(node, 'callee')).startsWith('Math.')) return [];
  const given = node.arguments as readonly Node[];
  return given.slice(1).flatMap((second, i) => {
    const first = given[i]!;
    if ([first, second].some((one) => isText(one) || /Function/.test(one.type))) return [];
    const texts = given.map(textOf);
    texts.splice(i, 2, textOf(second), textOf(first));
    return [`${textOf(child(node, 'callee'))}(${texts.join(', ')})`];
  });
}

/** Fields that only people read. */
const READ_BY_PEOPLE = ['text', 'source', 'name', 'formula', 'unit'];
const keyOf = (node: Node): string => String(child(node, 'key').name ?? child(node, 'key').value);

function forgottenField(node: Node, { parent }: Place): readonly string[] {
  if (!is(node, 'ObjectProperty') || !is(parent, 'ObjectExpression') || READ_BY_PEOPLE.includes(keyOf(node))) return [];
  return [`${keyOf(node)}: undefined`];
}

/** A word that programs read; in a call only where its look says so: capitals, as states and reasons are. */
function otherWord(node: Node, { parent }: Place): readonly string[] {
  if (!is(node, 'StringLiteral') || node.value === '' || parent === null) return [];
  const read =
    is(parent, 'BinaryExpression', 'ReturnStatement') ||
    (is(parent, 'ObjectProperty') && child(parent, 'value') === node && !READ_BY_PEOPLE.includes(keyOf(parent))) ||
    (is(parent, 'CallExpression', 'ConditionalExpression', 'AssignmentExpression', 'ArrayExpression') &&
      /^[A-Z]{2}[A-Z_]+$/.test(String(node.value)));
  return read ? ["''"] : [];
}

const stepBack = (text: string): string => (text.includes('++') ? text.replace('++', '--') : text.replace('--', '++'));

export const OPERATORS: readonly Operator[] = [
  ['operator', otherOperator],
  ['operand', oneOperand],
  ['number', otherNumber],
  ['condition', fixedCondition],
  ['function', otherFunction],
  ['arguments', swappedArguments],
  ['field', forgottenField],
  ['word', otherWord],
  [
    'sign',
    (node, { textOf }) =>
      is(node, 'UnaryExpression') && ['!', '-'].includes(String(node.operator))
        ? [`(${textOf(child(node, 'argument'))})`]
        : [],
  ],
  ['boolean', (node) => (is(node, 'BooleanLiteral') ? [String(!node.value)] : [])],
  ['step', (node, { textOf }) => (is(node, 'UpdateExpression') ? [stepBack(textOf(node))] : [])],
  ['statement', (node) => (is(node, 'ExpressionStatement', 'ContinueStatement', 'BreakStatement') ? [';'] : [])],
  ['return', (node) => (is(node, 'ReturnStatement') && !node.argument ? [';'] : [])],
  ['case', (node) => (is(node, 'SwitchCase') && node.test && (node.consequent as Node[]).length > 0 ? [''] : [])],
  ['spread', (node) => (is(node, 'SpreadElement') ? ['...[]'] : [])],
  [
    'optional',
    (node, { textOf }) =>
      is(node, 'OptionalMemberExpression')
        ? [`${textOf(child(node, 'object'))}.${textOf(child(node, 'property'))}`]
        : [],
  ],
];
