import type { NodePath, PluginObject, types } from '@babel/core';
import { types as t } from '@babel/core';
import { isPure } from './pure.ts';
import { countReturns, isReturn, withoutGuards } from './returns.ts';

type Call = NodePath<types.CallExpression>;
type Declaration = NodePath<types.FunctionDeclaration>;

/**
 * Longer bodies stay functions where they are not always executed. What is skipped is read all the same: a token of it costs a twentieth
 * of one that is executed (measured on 2v29), so that a hundred of them cost what a call does. In bytes before names get short.
 */
const SKIPPED_BYTES = 1500;

/** The one call of a function that is called once and never handed on. */
function onlyCall(path: Declaration): Call | undefined {
  const binding = path.parentPath.scope.getBinding(path.node.id!.name);
  if (!binding?.constant || binding.referencePaths.length !== 1) return undefined;
  const reference = binding.referencePaths[0]!;
  const call = reference.parentPath as Call;
  if (!call?.isCallExpression() || call.node.callee !== reference.node) return undefined;
  const isInside = call.findParent((one) => one.node === path.node) !== null;
  return isInside ? undefined : call;
}

function hasNested(path: NodePath<types.Node>, test: (node: types.Node) => boolean): boolean {
  let found = false;
  path.traverse({
    enter: (one) => {
      if (test(one.node)) found = true;
    },
  });
  return found;
}

const isFunction = (node: types.Node): boolean => /Function/.test(node.type) || node.type === 'ObjectMethod';
const isOwn = (node: types.Node): boolean =>
  node.type === 'ThisExpression' || (node.type === 'Identifier' && node.name === 'arguments');

/** `if (x) f();` has no list of statements to put a body into: it gets one. */
function inList(statement: NodePath<types.Node>): NodePath<types.Node> {
  const parent = statement.parentPath!;
  if (!parent.isIfStatement()) return statement;
  statement.replaceWith(t.blockStatement([statement.node as types.Statement]));
  return statement.get('body.0') as NodePath<types.Node>;
}

/** Where the call stands in a statement that does nothing before it: alone, returned, or for a variable. */
function statementOf(call: Call): NodePath<types.Node> | undefined {
  const parent = call.parentPath!;
  if (parent.isExpressionStatement() || parent.isReturnStatement()) return parent;
  if (parent.isVariableDeclarator() && (parent.parent as types.VariableDeclaration).declarations.length === 1)
    return parent.parentPath!;
  const isAssigned =
    parent.isAssignmentExpression() && parent.node.operator === '=' && parent.node.left.type === 'Identifier';
  return isAssigned && parent.parentPath!.isExpressionStatement() ? parent.parentPath : undefined;
}

const canHold = (statement: NodePath<types.Node>): boolean =>
  statement.parentPath!.isBlockStatement() ||
  (statement.parentPath!.isIfStatement() && !statement.isVariableDeclaration());

/** In the script itself. Names that come there are looked for by everybody, after all others. */
const isOutermost = (path: NodePath<types.Node>): boolean =>
  path.getFunctionParent()?.parentPath?.parentPath?.parentPath?.isProgram() ?? true;

/** Executed each time that its function is: not in a branch, a loop or a `try`. */
const isAlways = (statement: NodePath<types.Node>): boolean => isFunction(statement.parentPath!.parent);

/** Its returns allow that the body stands where the call stood. */
function returnsFit(statement: NodePath<types.Node>, path: Declaration): boolean {
  if (statement.isReturnStatement()) return true;
  const last = path.node.body.body.at(-1);
  if (countReturns(path.get('body')) > (isReturn(last) ? 1 : 0)) return false;
  return statement.isExpressionStatement() && statement.node.expression.type === 'CallExpression'
    ? true
    : isReturn(last) && Boolean(last.argument);
}

/** The body, its last return turned into what the call's statement did with the value. */
function statementsFor(call: Call, statement: NodePath<types.Node>, path: Declaration): types.Statement[] {
  const body = path.node.body.body;
  const last = body.at(-1);
  if (statement.isReturnStatement()) return isReturn(last) ? body : [...body, t.returnStatement()];
  if (!isReturn(last)) return body;
  const before = body.slice(0, -1);
  const isAlone = call.parent.type === 'ExpressionStatement';
  if (isAlone) return last.argument ? [...before, t.expressionStatement(last.argument)] : before;
  call.replaceWith(last.argument!);
  return [...before, statement.node as types.Statement];
}

/** Each name that the function declares becomes one that its new home does not know. */
function renameApart(path: Declaration, home: NodePath<types.Node>['scope']): void {
  for (const name of Object.keys(path.scope.bindings)) path.scope.rename(name, home.generateUid(name));
}

const isName = ({ key, parent }: NodePath<types.Node>, isRead: boolean): boolean =>
  isRead || (parent.type === 'AssignmentExpression' && key === 'left') || parent.type === 'UpdateExpression';

/** No name that the body takes from outside means something else at the call. */
function seesTheSame(path: Declaration, call: Call): boolean {
  const outside = path.scope.parent;
  let same = true;
  path.traverse({
    Identifier: (one) => {
      if (!isName(one as NodePath<types.Node>, one.isReferencedIdentifier())) return;
      const meant = one.scope.getBinding(one.node.name);
      const isInside =
        meant && meant.scope !== outside && meant.scope.path.find((up) => up.node === path.node) !== null;
      if (!isInside && call.scope.getBinding(one.node.name) !== meant) same = false;
    },
  });
  return same;
}

const hasBareVariable = (path: Declaration): boolean =>
  hasNested(path, (node) => node.type === 'VariableDeclarator' && !node.init);

function canMove(path: Declaration, call: Call): boolean {
  const { params, async, generator } = path.node;
  if (async || generator || params.some((param) => param.type !== 'Identifier')) return false;
  if (call.node.arguments.length !== params.length || call.node.arguments.some((one) => one.type === 'SpreadElement'))
    return false;
  if (hasNested(path, isOwn) || hasBareVariable(path)) return false;
  return seesTheSame(path, call);
}

/** A name or a literal that does not change. */
const isSteady = (given: types.Expression, call: Call): boolean =>
  /^(Numeric|String|Boolean|Null)Literal$/.test(given.type) ||
  (given.type === 'Identifier' && call.scope.getBinding(given.name)?.constant === true);

/** Each use of a name that is nowhere else becomes a value: in the tree itself, for paths to moved nodes lead astray. */
function putInPlace(body: types.Node, name: string, value: types.Expression): void {
  t.traverseFast(body, (node) => {
    if (node.type !== 'Identifier' || node.name !== name) return;
    for (const key of Object.keys(node)) delete (node as unknown as Record<string, unknown>)[key];
    Object.assign(node, t.cloneNode(value));
  });
}

/** Where the argument is a name or a literal that does not change, it stands for the parameter itself. */
function bindParameters(path: Declaration, call: Call): types.Statement[] {
  const declarations: types.Statement[] = [];
  path.node.params.forEach((param, i) => {
    const binding = path.scope.getOwnBinding((param as types.Identifier).name)!;
    const given = call.node.arguments[i] as types.Expression;
    if (binding.constant && isSteady(given, call)) putInPlace(path.node.body, (param as types.Identifier).name, given);
    else
      declarations.push(
        t.variableDeclaration('var', [t.variableDeclarator(t.cloneNode(param as types.Identifier), given)]),
      );
  });
  return declarations;
}

/** The value of a function that is one expression, where its arguments may stand in it. */
function moveExpression(path: Declaration, call: Call): boolean {
  const [only] = path.node.body.body;
  if (path.node.body.body.length !== 1 || !isReturn(only) || !only.argument) return false;
  const does = hasNested(path.get('body'), (node) => /^(Call|New|Assignment|Update)Expression$/.test(node.type));
  const fits = path.node.params.every((param, i) => {
    const { constant, references, referencePaths } = path.scope.getOwnBinding((param as types.Identifier).name)!;
    const given = call.node.arguments[i] as types.Expression;
    if (!constant) return false;
    if (isSteady(given, call)) return true;
    const isNested = referencePaths.some((use) => use.getFunctionParent()?.node !== path.node);
    return references === 1 && !isNested && isPure(given) && !does;
  });
  if (!fits) return false;
  renameApart(path, call.scope);
  path.node.params.forEach((param, i) => {
    putInPlace(path.node.body, (param as types.Identifier).name, call.node.arguments[i] as types.Expression);
  });
  call.replaceWith(only.argument);
  path.remove();
  return true;
}

function moveStatements(path: Declaration, call: Call): boolean {
  const statement = statementOf(call);
  if (!statement || !canHold(statement)) return false;
  if (!statement.isReturnStatement()) path.node.body.body = withoutGuards(path.node.body.body);
  if (!returnsFit(statement, path)) return false;
  if (!isAlways(statement) && (path.node.end ?? 0) - (path.node.start ?? 0) > SKIPPED_BYTES) return false;
  const inLoop = call.findParent((one) => one.isLoop() || isFunction(one.node))?.isLoop() === true;
  if (inLoop && hasNested(path, isFunction)) return false;
  renameApart(path, call.scope);
  const parameters = bindParameters(path, call);
  const statements = statementsFor(call, statement, path);
  path.remove();
  inList(statement).replaceWithMultiple([...parameters, ...statements]);
  return true;
}

/** Called once, while the script begins: as a function without a name it takes no room afterwards. */
function moveWhole(path: Declaration, call: Call): boolean {
  call.node.callee = t.arrowFunctionExpression(path.node.params as types.Identifier[], path.node.body);
  path.remove();
  return true;
}

/** The functions around a place, from the inside, without the script's wrapper. */
function functionsAround(path: NodePath<types.Node>): types.Node[] {
  const around: types.Node[] = [];
  for (let one = path.getFunctionParent(); one; one = one.getFunctionParent()) around.push(one.node);
  return around.slice(0, -1);
}

/**
 * What is called from one place stands there: a function takes an Espruino six variables, a call six tokens' time. Where one body has moved
 * no other one moves in the same pass: Babel knows the names there no longer.
 */
export function inlineCalls(): PluginObject {
  const touched = new Set<types.Node>();
  function move(path: Declaration): void {
    const call = onlyCall(path);
    if (!call || !canMove(path, call)) return;
    const places = [path.node, ...functionsAround(path), ...functionsAround(call)];
    if (places.some((one) => touched.has(one))) return;
    const isMoved =
      moveExpression(path, call) || (isOutermost(call) ? moveWhole(path, call) : moveStatements(path, call));
    if (isMoved) for (const place of places) touched.add(place);
  }
  return { name: 'inline-calls', visitor: { FunctionDeclaration: { exit: move } } };
}
