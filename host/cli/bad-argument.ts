import { LimberError } from '../../protocol/limber-error.ts';

/** Arguments that contradict each other or the world: exit code 2, as for those that have no meaning at all. */
export const badArgument = (message: string, options?: { readonly cause?: unknown }): LimberError =>
  new LimberError('cli/bad-argument', message, options);
