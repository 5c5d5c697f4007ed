/** Reads what a QR code of byte mode says (ISO/IEC 18004, versions 1 to 9), as a camera would that sees every module right. */
export type Modules = readonly (readonly boolean[])[];

/** From a path of unit squares and rectangles, as an SVG draws them: filled is dark. Holes are drawn the other way round. */
export function modulesOf(path: string): Modules {
  const edges = edgesOf(path);
  const size = Math.max(...edges.map(({ x }) => x));
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (__, x) => {
      // Even-odd: how many vertical edges are left of the middle of this module.
      const crossed = edges.filter((edge) => edge.x <= x && edge.top <= y && edge.bottom > y);
      return crossed.length % 2 === 1;
    }),
  );
}

interface Edge {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

function edgesOf(path: string): Edge[] {
  const edges: Edge[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const to = (nextX: number, nextY: number): void => {
    if (nextX === x && nextY !== y) edges.push({ x, top: Math.min(y, nextY), bottom: Math.max(y, nextY) });
    if (nextX !== x && nextY !== y) throw new Error('a slanted edge');
    [x, y] = [nextX, nextY];
  };
  for (const [, letter, rest] of path.matchAll(/([MmLlHhVvZz])([^MmLlHhVvZz]*)/g)) {
    const n = (rest!.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
    if (letter === 'M') [x, y, startX, startY] = [n[0]!, n[1]!, n[0]!, n[1]!];
    else if (letter === 'm') [x, y, startX, startY] = [x + n[0]!, y + n[1]!, x + n[0]!, y + n[1]!];
    else if (letter === 'L') for (let i = 0; i < n.length; i += 2) to(n[i]!, n[i + 1]!);
    else if (letter === 'l') for (let i = 0; i < n.length; i += 2) to(x + n[i]!, y + n[i + 1]!);
    else if (letter === 'H') for (const one of n) to(one, y);
    else if (letter === 'h') for (const one of n) to(x + one, y);
    else if (letter === 'V') for (const one of n) to(x, one);
    else if (letter === 'v') for (const one of n) to(x, y + one);
    else to(startX, startY);
  }
  return edges;
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (((x / 3) | 0) + (y >> 1)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];
/** Data codewords of each block by version and level L, M, Q, H: table 9. */
const BLOCKS: Readonly<Record<number, Readonly<Record<'L' | 'M' | 'Q' | 'H', readonly number[]>>>> = {
  3: { L: [55], M: [44], Q: [17, 17], H: [13, 13] },
  4: { L: [80], M: [32, 32], Q: [24, 24], H: [9, 9, 9, 9] },
  5: { L: [108], M: [43, 43], Q: [15, 15, 16, 16], H: [11, 11, 12, 12] },
  6: { L: [68, 68], M: [27, 27, 27, 27], Q: [19, 19, 19, 19], H: [15, 15, 15, 15] },
  7: { L: [78, 78], M: [31, 31, 31, 31], Q: [14, 14, 15, 15, 15, 15], H: [13, 13, 13, 13, 14] },
  8: { L: [97, 97], M: [38, 38, 39, 39], Q: [18, 18, 18, 18, 19, 19], H: [14, 14, 14, 14, 15, 15] },
};
const CENTRES: Readonly<Record<number, readonly number[]>> = {
  3: [6, 22],
  4: [6, 26],
  5: [6, 30],
  6: [6, 34],
  7: [6, 22, 38],
  8: [6, 24, 42],
};
/** By the two bits of the format. */
const LEVELS = ['M', 'L', 'H', 'Q'] as const;
const FORMAT_MASK = 0b101010000010010;
const BYTE_MODE = 4;
const ECI_MODE = 7;

export function readQr(modules: Modules): string {
  const size = modules.length;
  const version = (size - 17) / 4;
  const { level, mask } = formatOf(modules);
  const blocks = BLOCKS[version]?.[level];
  if (!blocks) throw new Error(`version ${version} ${level} is none of those read here`);
  const bits = unmasked(modules, version, MASKS[mask]!);
  const data = deinterleaved(bytesOf(bits), blocks);
  return textOf(data, version);
}

function formatOf(modules: Modules): { level: 'L' | 'M' | 'Q' | 'H'; mask: number } {
  const columns = [0, 1, 2, 3, 4, 5, 7, 8];
  const left = columns.map((x) => modules[8]![x]!);
  const top = [7, 5, 4, 3, 2, 1, 0].map((y) => modules[y]![8]!);
  const format = [...left, ...top].reduce((value, bit) => 2 * value + (bit ? 1 : 0), 0) ^ FORMAT_MASK;
  return { level: LEVELS[format >> 13]!, mask: (format >> 10) & 7 };
}

function isFunction(x: number, y: number, size: number, version: number): boolean {
  const finder = (x < 9 && y < 9) || (x < 9 && y >= size - 8) || (x >= size - 8 && y < 9);
  const versionArea = version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11));
  if (finder || versionArea || x === 6 || y === 6) return true;
  const centres = CENTRES[version]!;
  const last = centres.at(-1)!;
  return centres.some((cx) =>
    centres.some((cy) => {
      const isCorner = (cx === 6 && cy === 6) || (cx === 6 && cy === last) || (cx === last && cy === 6);
      return !isCorner && Math.abs(x - cx) <= 2 && Math.abs(y - cy) <= 2;
    }),
  );
}

function unmasked(modules: Modules, version: number, mask: (x: number, y: number) => boolean): boolean[] {
  const size = modules.length;
  const bits: boolean[] = [];
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let i = 0; i < size; i++) {
      const y = upwards ? size - 1 - i : i;
      for (const x of [right, right - 1])
        if (!isFunction(x, y, size, version)) bits.push(modules[y]![x]! !== mask(x, y));
    }
    upwards = !upwards;
  }
  return bits;
}

function bytesOf(bits: readonly boolean[]): number[] {
  return Array.from({ length: bits.length >> 3 }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((value, bit) => 2 * value + (bit ? 1 : 0), 0),
  );
}

function deinterleaved(bytes: readonly number[], blocks: readonly number[]): number[] {
  const out: number[][] = blocks.map(() => []);
  let at = 0;
  for (let i = 0; i < Math.max(...blocks); i++)
    for (const [block, length] of blocks.entries()) if (i < length) out[block]!.push(bytes[at++]!);
  return out.flat();
}

function textOf(data: readonly number[], version: number): string {
  const bits = data.flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1));
  let at = 0;
  const take = (count: number): number => {
    at += count;
    return bits.slice(at - count, at).reduce((value, bit) => 2 * value + bit, 0);
  };
  if (version > 9) throw new Error('lengths are longer from version 10 on');
  let text = '';
  for (let mode = take(4); mode !== 0 && at < bits.length; mode = take(4)) {
    if (mode === ECI_MODE) take(8);
    else if (mode === BYTE_MODE) text += String.fromCharCode(...Array.from({ length: take(8) }, () => take(8)));
    else text += otherMode(mode, take);
  }
  return text;
}

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

function otherMode(mode: number, take: (count: number) => number): string {
  if (mode === 1) {
    const length = take(10);
    let text = '';
    for (let left = length; left > 0; left -= 3) {
      const digits = Math.min(3, left);
      text += String(take([0, 4, 7, 10][digits]!)).padStart(digits, '0');
    }
    return text;
  }
  if (mode !== 2) throw new Error(`mode ${mode} is not read here`);
  const length = take(9);
  let text = '';
  for (let left = length; left > 0; left -= 2) {
    const pair = take(left > 1 ? 11 : 6);
    text += left > 1 ? ALPHANUMERIC[Math.floor(pair / 45)]! + ALPHANUMERIC[pair % 45]! : ALPHANUMERIC[pair]!;
  }
  return text;
}
