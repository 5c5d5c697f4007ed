import { LimberError } from '../../../protocol/limber-error.ts';

export interface AwaitedBands {
  isEmpty(): boolean;
  has(address: string): boolean;
  /** Settles at the band's next sign of life. Rejects when nobody wants to know any more. */
  next(address: string, givenUp: AbortSignal): Promise<void>;
  /** A sign of life. */
  wake(address: string): void;
}

/** Bands that somebody waits for. */
export function createAwaitedBands(): AwaitedBands {
  const waiting = new Map<string, Set<() => void>>();
  const begin = (address: string, wake: () => void): void => {
    const waiters = waiting.get(address) ?? new Set();
    waiting.set(address, waiters.add(wake));
  };
  const end = (address: string, wake: () => void): void => {
    const waiters = waiting.get(address);
    waiters?.delete(wake);
    if (waiters?.size === 0) waiting.delete(address);
  };
  return {
    isEmpty: () => waiting.size === 0,
    has: (address) => waiting.has(address),
    next: (address, givenUp) =>
      new Promise((resolve, reject) => {
        const hasHeard = (): void => {
          end(address, hasHeard);
          givenUp.removeEventListener('abort', abandon);
          resolve();
        };
        const abandon = (): void => {
          end(address, hasHeard);
          reject(new LimberError('link/not-up', `${address} is wanted no more.`));
        };
        if (givenUp.aborted) return abandon();
        givenUp.addEventListener('abort', abandon, { once: true });
        begin(address, hasHeard);
      }),
    wake: (address) => {
      for (const hasHeard of waiting.get(address) ?? []) hasHeard();
    },
  };
}
