import { generate } from 'lean-qr';

/** Scanners want white around it. */
const QUIET = 2;
const BLACK = { above: 30, below: 40 };
const WHITE = { above: 97, below: 107 };

/** For a terminal, in its own black and white: two rows of the code in one line of letters. */
export function qrLines(text: string): string[] {
  const code = generate(text);
  const lines: string[] = [];
  for (let y = -QUIET; y < code.size + QUIET; y += 2) {
    let line = '';
    for (let x = -QUIET; x < code.size + QUIET; x += 1) {
      const above = code.get(x, y) ? BLACK.above : WHITE.above;
      const below = code.get(x, y + 1) ? BLACK.below : WHITE.below;
      line += `\x1b[${above};${below}m▀`;
    }
    lines.push(`${line}\x1b[0m`);
  }
  return lines;
}
