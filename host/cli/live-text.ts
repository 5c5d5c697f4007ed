import { createLogUpdate } from 'log-update';

/** Lines that take the place of those before them on a terminal; elsewhere they follow each other. */
export interface LiveText {
  show(lines: readonly string[]): void;
  end(): void;
}

export function liveText(stream: NodeJS.WriteStream): LiveText {
  if (!stream.isTTY) return { show: (lines) => void stream.write(`${lines.join('\n')}\n`), end: () => {} };
  const update = createLogUpdate(stream);
  return { show: (lines) => update(lines.join('\n')), end: update.done };
}

/** Settles when whoever read stdout has gone (`limber monitor | head`): who only shows something has nothing left to do. */
export function readerGone(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.stdout.once('error', () => resolve());
  return promise;
}
