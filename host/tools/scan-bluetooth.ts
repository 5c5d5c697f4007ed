import { fork } from 'node:child_process';
import type { Timeline } from '../../protocol/timeline.ts';
import type { FoundBand } from './scan-band.ts';

/** What the process with the radio says. */
export type RadioMessage =
  | { readonly kind: 'state'; readonly state: string }
  | { readonly kind: 'heard'; readonly address: string; readonly signalDbm: number; readonly name: string }
  | { readonly kind: 'failed'; readonly message: string };

export interface RadioHeard {
  readonly bands: FoundBand[];
  /** What it last said of itself: "poweredOn", "unsupported", "unauthorized", "poweredOff"; empty: nothing. */
  readonly state: string;
  /** Why the library did not even start; empty where it did. */
  readonly failure: string;
}

/** Argument: only whether the library loads; no radio is touched. */
export const LOAD_ONLY = 'load-only';

/** Beside this file, in a clone as in an installed package. */
const PROGRAM = import.meta.filename.replace(/scan-bluetooth(\.\w+)$/, 'scan-radio$1');
/** An adapter needs some 0.1 s, and says on the way that it is off: only where it stays so it is. */
const UP_WITHIN_MS = 3_000;

/** Listens for bands for `listenMs` after the adapter is up, or until it is clear that it won't be; never throws. */
export function listenForBands(timeline: Timeline, listenMs: number): Promise<RadioHeard> {
  return new Promise((resolve) => {
    const heard = new Map<string, FoundBand>();
    let [state, failure] = ['', ''];
    const child = fork(PROGRAM, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const end = (): void => {
      cancel();
      child.removeAllListeners();
      child.on('error', () => {});
      child.kill('SIGKILL');
      resolve({ bands: [...heard.values()], state, failure });
    };
    let cancel = timeline.after(UP_WITHIN_MS, end);
    child.on('error', (error) => {
      failure = error.message;
      end();
    });
    child.on('exit', end);
    child.on('message', (message: RadioMessage) => {
      if (message.kind === 'failed') {
        failure = message.message;
        end();
      } else if (message.kind === 'heard') {
        heard.set(message.address, bandHeard(message));
      } else if (message.state !== state) {
        state = message.state;
        if (state === 'poweredOn') {
          cancel();
          cancel = timeline.after(listenMs, end);
        }
      }
    });
  });
}

const bandHeard = ({ address, signalDbm, name }: Extract<RadioMessage, { readonly kind: 'heard' }>): FoundBand => ({
  via: 'bluetooth',
  where: address,
  signalDbm,
  ...(name === '' ? {} : { advertisedName: name }),
});

/** Why the radio's library does not load; null where it does. */
export function radioLibraryFailure(timeline: Timeline): Promise<string | null> {
  return new Promise((resolve) => {
    const child = fork(PROGRAM, [LOAD_ONLY], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
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
    child.on('message', (message: RadioMessage) => end(message.kind === 'failed' ? message.message : null));
  });
}

const LOADED_WITHIN_MS = 10_000;
