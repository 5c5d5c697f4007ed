import { SingleBar } from 'cli-progress';

/** Everything for people goes to stderr: stdout is for the document that a program reads. */
export function say(line: string): void {
  process.stderr.write(shown?.isActive ? aboveBar(line) : `${line}\n`);
}

let shown: SingleBar | undefined;

/** A bar stands on a line without an end, cuts what is longer, and goes back to where it began: it begins anew below what is said. */
const aboveBar = (line: string): string => `\r\x1b[K\x1b[?7h${line}\n\x1b[?7l\x1b7`;

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** One document on one line, for a program that reads line by line. */
export function printLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export interface Progress {
  update(done: number, note: string): void;
  stop(): void;
}

/** A bar where somebody watches; where nobody does, a line at each tenth. */
export function showProgress(total: number, unit: string): Progress {
  if (!process.stderr.isTTY) return progressLines(total, unit);
  const bar = new SingleBar({
    format: `{bar} {percentage}% {value}/{total} ${unit}  {note}`,
    stream: process.stderr,
    hideCursor: true,
    // Below what was said in between it has not changed, and is drawn all the same.
    forceRedraw: true,
  });
  shown = bar;
  bar.start(total, 0, { note: '' });
  return {
    update: (done, note) => bar.update(Math.min(total, Math.round(done)), { note }),
    stop: () => bar.stop(),
  };
}

function progressLines(total: number, unit: string): Progress {
  let tenths = 0;
  return {
    update: (done, note) => {
      const reached = Math.floor((10 * done) / total);
      if (reached <= tenths || reached > 10) return;
      tenths = reached;
      say(`${10 * reached} %  ${Math.round(done)}/${Math.round(total)} ${unit}  ${note}`);
    },
    stop: () => {},
  };
}
