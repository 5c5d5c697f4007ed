import { fork } from 'node:child_process';
import type { Timeline } from '../../protocol/timeline.ts';

/** What the process that loads it says. */
export type LibraryMessage = { readonly kind: 'loaded' } | { readonly kind: 'failed'; readonly message: string };

/** Beside this file, in a clone as in an installed package. */
const PROGRAM = import.meta.filename.replace(/radio-library(\.\w+)$/, 'radio-library-load$1');
const LOADED_WITHIN_MS = 10_000;

/** Why the radio's library does not load; null where it does. In a process of its own, which its native part can end. */
export function radioLibraryFailure(timeline: Timeline): Promise<string | null> {
  return new Promise((resolve) => {
    const child = fork(PROGRAM, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const end = (failure: string | null): void => {
      cancel();
      child.removeAllListeners();
      child.on('error', () => {});
      child.kill('SIGKILL');
      resolve(failure);
    };
    const cancel = timeline.after(LOADED_WITHIN_MS, () => end('it takes longer than 10 s'));
    child.on('error', (error) => end(error.message));
    child.on('exit', (code) => end(`it ends the process (${code ?? 'by a signal'})`));
    child.on('message', (message: LibraryMessage) => end(message.kind === 'failed' ? message.message : null));
  });
}
