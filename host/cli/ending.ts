/** Ctrl-C, and a service manager's TERM. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm and bin/limber.js hand on a signal that the terminal has sent to every process already: one key press, heard twice. */
const SAME_PRESS_MS = 1000;

/** Somebody's wish that this process ends in good order. */
export interface Ending {
  asked(): boolean;
  /** Settles when asked. */
  readonly wish: Promise<void>;
  /** From now on a signal ends the process at once. */
  release(): void;
}

/** Until it is released, the first signal is a wish; another one a moment later ends the process there and then, with `impatientCode`. */
export function awaitEnding(impatientCode: number): Ending {
  const { promise: wish, resolve } = Promise.withResolvers<void>();
  let askedAtMs: number | undefined;
  const hear = (): void => {
    if (askedAtMs !== undefined && performance.now() - askedAtMs > SAME_PRESS_MS) process.exit(impatientCode);
    askedAtMs ??= performance.now();
    resolve();
  };
  for (const name of SIGNALS) process.on(name, hear);
  return {
    asked: () => askedAtMs !== undefined,
    wish,
    release: () => {
      for (const name of SIGNALS) process.off(name, hear);
    },
  };
}
