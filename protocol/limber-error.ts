import type { ErrorCode } from './error-catalogue.ts';

/**
 * A failure of the world (a port in use, a full disk), as opposed to a fact of the domain, which is a value. The message
 * is one or two plain sentences for the person who must act; `cause` keeps what the library said.
 */
export class LimberError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'LimberError';
    this.code = code;
  }
}
