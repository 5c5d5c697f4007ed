import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { LimberError } from '../protocol/limber-error.ts';

/** A serial port that a host can open, by socat. Hosts come and go. */
export interface PseudoTerminal {
  /** Where it is plugged in, or was last. */
  readonly path: string;
  /** To a host that is there and reads; else it is lost, as behind any full queue. */
  write(bytes: Uint8Array): void;
  /** As if the cable were pulled: the port is gone when it settles, until it is plugged in again. */
  unplug(): Promise<void>;
  /** Under another name if one is given. Settles when the port can be opened. @throws LimberError sim/pty-unavailable */
  plugIn(path?: string): Promise<void>;
  /** Nothing is read or written any more though the port is there; until it is stuck no longer. */
  stick(isStuck: boolean): void;
  /** Settles when the terminal is gone. */
  close(): Promise<void>;
}

export interface TerminalPlan {
  readonly path: string;
  /** Bytes that wait for a host that does not read. */
  readonly queueBytes: number;
  /** A host is there from the first byte it writes until it closes the port. */
  readonly onHost: (isThere: boolean) => void;
  readonly onBytes: (bytes: Uint8Array) => void;
}

interface Terminal extends TerminalPlan {
  path: string;
  bridge: ChildProcessByStdio<Writable, Readable, null> | undefined;
  hostIsThere: boolean;
  retry: NodeJS.Timeout | undefined;
  isShut: boolean;
}

const SOCAT = '/usr/bin/socat';
/** A terminal that could not be opened is tried again after this much real time. */
const RETRY_MS = 500;
const PTY_PATIENCE_MS = 10_000;
const LOOK_MS = 10;

/**
 * Settles when the port can be opened.
 * @throws LimberError sim/pty-unavailable without socat, or where the system gives it no terminal
 */
export async function openPseudoTerminal(plan: TerminalPlan): Promise<PseudoTerminal> {
  if (!existsSync(SOCAT)) throw unavailable('The simulator needs socat for its serial ports: apt-get install socat.');
  const terminal: Terminal = { ...plan, bridge: undefined, hostIsThere: false, retry: undefined, isShut: true };
  await plugIn(terminal);
  return {
    get path() {
      return terminal.path;
    },
    write: (bytes) => writeTo(terminal, bytes),
    unplug: () => shut(terminal),
    plugIn: async (path = terminal.path) => {
      // Who ends takes the name with it.
      await shut(terminal);
      terminal.path = path;
      await plugIn(terminal);
    },
    stick: (isStuck) => void terminal.bridge?.kill(isStuck ? 'SIGSTOP' : 'SIGCONT'),
    close: () => shut(terminal),
  };
}

async function plugIn(terminal: Terminal): Promise<void> {
  terminal.isShut = false;
  openBridge(terminal);
  if (await appears(terminal.path)) return;
  await shut(terminal);
  throw unavailable(`${SOCAT} could not open a pseudo-terminal at ${terminal.path}.`);
}

function openBridge(terminal: Terminal): void {
  // wait-slave: nothing is read before a host opens the port; -t 0: the bridge ends as soon as that host is gone.
  const bridge = spawn(SOCAT, ['-t', '0', `pty,raw,echo=0,link=${terminal.path},wait-slave`, 'stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  terminal.bridge = bridge;
  bridge.stdin.on('error', () => {});
  bridge.stdout.on('data', (bytes: Uint8Array) => {
    if (!terminal.hostIsThere) terminal.onHost(true);
    terminal.hostIsThere = true;
    terminal.onBytes(bytes);
  });
  bridge.on('exit', (code) => {
    if (terminal.bridge !== bridge) return;
    leave(terminal);
    if (!terminal.isShut) terminal.retry = setTimeout(() => openBridge(terminal), code === 0 ? 0 : RETRY_MS);
  });
}

function leave(terminal: Terminal): void {
  if (!terminal.hostIsThere) return;
  terminal.hostIsThere = false;
  terminal.onHost(false);
}

function writeTo({ bridge, hostIsThere, queueBytes }: Terminal, bytes: Uint8Array): void {
  const line = bridge?.stdin;
  if (!hostIsThere || !line?.writable || line.writableLength >= queueBytes) return;
  // What is said in one turn goes in one piece.
  if (line.writableCorked === 0) {
    line.cork();
    process.nextTick(() => line.uncork());
  }
  line.write(bytes);
}

async function shut(terminal: Terminal): Promise<void> {
  terminal.isShut = true;
  clearTimeout(terminal.retry);
  const { bridge } = terminal;
  const hasEnded = bridge?.exitCode !== null || bridge.signalCode !== null;
  if (!bridge || hasEnded) return;
  // What is stopped does not hear that it shall end.
  bridge.kill('SIGCONT');
  if (bridge.kill()) await once(bridge, 'exit');
}

const unavailable = (message: string): LimberError => new LimberError('sim/pty-unavailable', message);

async function appears(path: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < PTY_PATIENCE_MS; waitedMs += LOOK_MS) {
    if (existsSync(path)) return true;
    await sleep(LOOK_MS);
  }
  return false;
}
