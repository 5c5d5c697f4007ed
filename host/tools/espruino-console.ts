import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import type {
  ConsoleCall,
  ConsoleFailure,
  ConsoleIdentity,
  ConsolePort,
  ConsoleReport,
  ConsoleRequest,
} from './espruino-messages.ts';

const CHILD = new URL(`./espruino-child${extname(import.meta.filename)}`, import.meta.url);
const LEAVE_MS = 2000;

/** What a console did instead of what was asked of it. */
export class ConsoleTrouble extends Error {
  readonly failure: ConsoleFailure;

  constructor(failure: ConsoleFailure, said: string) {
    super(said);
    this.failure = failure;
  }
}

/** The console of an Espruino interpreter. Every call may fail with ConsoleTrouble; calls come one after the other. */
export interface InterpreterConsole {
  readonly identity: ConsoleIdentity;
  /** An expression whose value is a text, a number, or a list of them. */
  evaluate(expression: string, timeoutMs?: number): Promise<unknown>;
  /** Typed as if by hand; settles when the console has been quiet. */
  type(text: string, quietMs?: number): Promise<void>;
  /** A file into its flash; one character a byte. */
  send(name: string, bytes: string, onSent: (bytes: number) => void): Promise<void>;
  close(): Promise<void>;
}

/** Waits for something, or fails before. */
export type Patience = <T>(work: Promise<T>) => Promise<T>;

/** Opens a console in a process of its own, and asks which board is there. @throws ConsoleTrouble, or what `until` fails with */
export async function openConsole(port: ConsolePort, until: Patience = (work) => work): Promise<InterpreterConsole> {
  const child = new ChildConsole();
  try {
    const identity = (await until(child.ask({ kind: 'open', port }))) as ConsoleIdentity;
    return {
      identity,
      evaluate: (expression, timeoutMs = 10_000) =>
        child.ask({ kind: 'evaluate', expression, timeoutMs }).then((text) => readConsoleValue(String(text))),
      type: async (text, quietMs = 300) => void (await child.ask({ kind: 'type', text, quietMs })),
      send: async (name, bytes, onSent) => {
        child.onSent = onSent;
        // 9,600 baud are 960 bytes/s; a page of flash to be erased takes a tenth of a second.
        await child.ask({ kind: 'send', name, bytes, timeoutMs: 20_000 + bytes.length * 4 });
      },
      close: () => child.end(),
    };
  } catch (cause) {
    await child.end();
    throw cause;
  }
}

/** E.toJS writes as JSON does, but for the shortest escapes: \x01, \1 and \v. */
export function readConsoleValue(text: string): unknown {
  const json = text.replaceAll(/\\(x[0-9a-f]{2}|.)/gi, (all, what: string) => {
    if (/^x../i.test(what)) return `\\u00${what.slice(1)}`;
    if (/^[0-7]$/.test(what)) return `\\u000${what}`;
    return what === 'v' ? '\\u000b' : all;
  });
  try {
    return JSON.parse(json);
  } catch {
    throw new ConsoleTrouble('garbage', `it answered ${JSON.stringify(text.slice(0, 40))}`);
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

class ChildConsole {
  onSent: (bytes: number) => void = () => {};
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #ended = false;

  constructor() {
    this.#child = fork(CHILD, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
    this.#child.on('message', (report: ConsoleReport) => this.#take(report));
    this.#child.on('exit', () => this.#giveUp());
    this.#child.on('error', () => this.#giveUp());
  }

  ask(request: ConsoleRequest): Promise<unknown> {
    if (this.#ended) return Promise.reject(new ConsoleTrouble('unplugged', 'the port is closed'));
    const call: ConsoleCall = { id: ++this.#calls, ...request };
    return new Promise((resolve, reject) => {
      this.#waiting.set(call.id, { resolve, reject });
      this.#child.send(call, (error) => error && this.#giveUp());
    });
  }

  async end(): Promise<void> {
    if (this.#ended) return;
    const asked = this.ask({ kind: 'close' }).catch(() => {});
    await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref())]);
    this.#child.kill('SIGKILL');
  }

  #take(report: ConsoleReport): void {
    if ('sent' in report) {
      this.onSent(report.sent);
      return;
    }
    const waiting = this.#waiting.get(report.id);
    this.#waiting.delete(report.id);
    if (report.ok) waiting?.resolve(report.value);
    else waiting?.reject(new ConsoleTrouble(report.failure, report.said));
  }

  #giveUp(): void {
    this.#ended = true;
    for (const { reject } of this.#waiting.values())
      reject(new ConsoleTrouble('no-package', 'the process that holds the espruino package ended'));
    this.#waiting.clear();
  }
}
