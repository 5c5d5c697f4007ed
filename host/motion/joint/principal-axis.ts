/** The largest singular value of a 3 x 3 matrix with its directions, and the next one. */
export interface Principal {
  /** Unit vectors with left . M right = the largest singular value. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly largest: number;
  readonly second: number;
}

const SWEEPS = 12;
const PLANES = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;
const TINY = 1e-30;

/** @param m row by row */
export function principalOf(m: ArrayLike<number>): Principal {
  const square = Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    return m[row]! * m[column]! + m[3 + row]! * m[3 + column]! + m[6 + row]! * m[6 + column]!;
  });
  const vectors = diagonalise(square);
  const order = [0, 1, 2].sort((a, b) => square[4 * b]! - square[4 * a]!);
  const first = order[0]!;
  const right = [vectors[first]!, vectors[3 + first]!, vectors[6 + first]!];
  const image = [0, 3, 6].map((row) => m[row]! * right[0]! + m[row + 1]! * right[1]! + m[row + 2]! * right[2]!);
  const largest = Math.hypot(image[0]!, image[1]!, image[2]!);
  const second = Math.sqrt(Math.max(0, square[4 * order[1]!]!));
  return { left: image.map((value) => value / Math.max(largest, TINY)), right, largest, second };
}

/** Jacobi's method: leaves the eigenvalues on the diagonal, returns the eigenvectors as columns. */
function diagonalise(a: number[]): number[] {
  const vectors = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const [p, q] of PLANES) {
      const off = a[3 * p + q]!;
      if (Math.abs(off) < TINY) continue;
      const theta = (a[4 * q]! - a[4 * p]!) / (2 * off);
      const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const cosine = 1 / Math.sqrt(tangent * tangent + 1);
      turnColumns(a, p, q, cosine, tangent * cosine);
      turnRows(a, p, q, cosine, tangent * cosine);
      turnColumns(vectors, p, q, cosine, tangent * cosine);
    }
  }
  return vectors;
}

function turnColumns(a: number[], p: number, q: number, cosine: number, sine: number): void {
  for (let row = 0; row < 9; row += 3) turnPair(a, row + p, row + q, cosine, sine);
}

function turnRows(a: number[], p: number, q: number, cosine: number, sine: number): void {
  for (let column = 0; column < 3; column++) turnPair(a, 3 * p + column, 3 * q + column, cosine, sine);
}

function turnPair(a: number[], first: number, second: number, cosine: number, sine: number): void {
  const [x, y] = [a[first]!, a[second]!];
  a[first] = cosine * x - sine * y;
  a[second] = sine * x + cosine * y;
}
