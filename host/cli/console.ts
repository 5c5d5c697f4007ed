import { SingleBar } from 'cli-progress';

/** Everything for people goes to stderr: stdout is for the document that a program reads. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

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
  });
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
