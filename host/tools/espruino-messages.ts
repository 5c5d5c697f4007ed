/** What travels between the command and the child process that holds the `espruino` package. */

/** How a console is reached. */
export type ConsolePort =
  | { readonly kind: 'serial'; readonly path: string; readonly baud: number }
  | { readonly kind: 'tcp'; readonly path: string }
  | { readonly kind: 'ble'; readonly path: string };

export type ConsoleRequest =
  | { readonly kind: 'open'; readonly port: ConsolePort }
  /** A value that JSON can hold, worked out by the interpreter. */
  | { readonly kind: 'evaluate'; readonly expression: string; readonly timeoutMs: number }
  /** Typed at the prompt; answered when the console has been quiet for a while. */
  | { readonly kind: 'type'; readonly text: string; readonly quietMs: number }
  /** A file of the interpreter's flash; one character a byte. */
  | { readonly kind: 'send'; readonly name: string; readonly bytes: string; readonly timeoutMs: number }
  | { readonly kind: 'close' };

export type ConsoleFailure = 'no-port' | 'no-radio' | 'no-package' | 'unplugged' | 'silent' | 'garbage' | 'refused';

/** What process.env of an interpreter says of its board. */
export interface ConsoleIdentity {
  readonly board: string;
  readonly version: string;
}

export type ConsoleReport =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: ConsoleFailure; readonly said: string }
  | { readonly sent: number };

export type ConsoleCall = ConsoleRequest & { readonly id: number };
