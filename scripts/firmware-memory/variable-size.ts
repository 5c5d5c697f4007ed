/**
 * How many variables an Espruino takes for a value (2v29, src/jsvar.h): all of it lies in variables of one size, which hold a value, a name, or
 * a piece of a text. How much of a text fits depends on how many bits a reference to a variable takes.
 */
export interface VariableKind {
  readonly name: string;
  readonly bytes: number;
  /** Characters of a name, and of a text, in its first variable; of either in each further one. */
  readonly nameChars: number;
  readonly textChars: number;
  readonly furtherChars: number;
  /** A whole number of that size is kept in its name. */
  readonly packedBits: number;
}

/** 2,630 variables: references of 12 bits, pointers of 32. 4 + 7 + 2 bytes. */
export const PUCK: VariableKind = {
  name: 'Puck.js',
  bytes: 13,
  nameChars: 4,
  textChars: 8,
  furtherChars: 9,
  packedBits: 12,
};
/** The build for Linux: references of 32 bits, pointers of 64. 8 + 17 + 2 bytes. */
export const LINUX: VariableKind = {
  name: 'Linux',
  bytes: 27,
  nameChars: 8,
  textChars: 20,
  furtherChars: 21,
  packedBits: 32,
};

const chained = (first: number, chars: number, kind: VariableKind): number =>
  1 + Math.ceil(Math.max(0, chars - first) / kind.furtherChars);

export const nameSize = (chars: number, kind: VariableKind): number => chained(kind.nameChars, chars, kind);

/** Bytes of a text or an array: in one piece where that is less. */
export function bytesSize(bytes: number, kind: VariableKind): number {
  const isFlat = bytes > kind.textChars + kind.furtherChars;
  return isFlat ? 1 + Math.ceil(bytes / kind.bytes) : chained(kind.textChars, bytes, kind);
}

/** A number beside its name. */
export function numberSize(value: number, kind: VariableKind): number {
  const most = 2 ** (kind.packedBits - 1);
  return Number.isInteger(value) && value >= -most && value < most ? 0 : 1;
}

/** A function that lies in flash: itself, the name and the reference of its text, each parameter (with a mark before its name), its scopes. */
export function functionSize(params: readonly string[], scopes: number, kind: VariableKind): number {
  const own = params.reduce((sum, name) => sum + nameSize(name.length + 1, kind), 3);
  if (scopes === 0) return own;
  return own + 1 + (scopes > 1 ? 1 + scopes : 0);
}
