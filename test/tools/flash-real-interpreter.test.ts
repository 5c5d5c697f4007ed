import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { openConsole } from '../../host/tools/espruino-console.ts';
import type { ConsolePort } from '../../host/tools/espruino-messages.ts';
import { flash } from '../../host/tools/flash.ts';
import { flashBoard } from '../../host/tools/flash-boards.ts';
import type { FirmwareImages } from '../../host/tools/flash-images.ts';
import { storedForm } from '../../host/tools/flash-plan.ts';
import {
  type ConsoleBehind,
  type ServedConsole,
  serveConsoleOnPty,
  serveConsoleOnTcp,
} from '../../sim/serve-console.ts';
import { RELEASES } from './flash-bench.ts';

/** The console of the interpreter that the variable ESPRUINO names, its flash a file in a folder of its own. */
const ESPRUINO = process.env.ESPRUINO;
const folder = mkdtempSync(join(tmpdir(), 'limber-interpreter-'));
/** Built for Linux it has no radio and calls itself so. */
const BOARD = { ...flashBoard('xiao'), environment: 'LINUX' };

const interpreters: ChildProcess[] = [];
const served: ServedConsole[] = [];

async function stopAll(): Promise<void> {
  for (const console of served.splice(0)) await console.close();
  for (const child of interpreters.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
afterEach(stopAll);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startInterpreter(on: 'pty' | 'tcp', name: string): Promise<ConsolePort> {
  const child = spawn(ESPRUINO!, [], { cwd: join(folder, name), stdio: ['pipe', 'pipe', 'ignore'] });
  interpreters.push(child);
  const console: ConsoleBehind = {
    onOutput: () => {},
    onUnplugged: () => {},
    receive: (bytes) => void child.stdin.write(bytes),
  };
  child.stdin.on('error', () => {});
  // A first prompt: it has started whatever it had in flash.
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (bytes: Buffer) => {
      if (bytes.includes('>')) resolve();
      console.onOutput(bytes);
    });
  });
  const port =
    on === 'pty' ? await serveConsoleOnPty(console, join(folder, `${name}.port`)) : await serveConsoleOnTcp(console);
  served.push(port);
  return on === 'pty' ? { kind: 'serial', path: port.port, baud: 115_200 } : { kind: 'tcp', path: port.port };
}

async function ask(port: ConsolePort, expression: string): Promise<unknown> {
  const console = await openConsole(port);
  try {
    return await console.evaluate(expression);
  } finally {
    await console.close();
  }
}

/** The bundle, but begun only where there is a radio: on this interpreter its first line is all that runs. */
const begunWithRadio = (images: FirmwareImages, mark: string): FirmwareImages => ({
  ...images,
  main: `globalThis.flashed="${mark}";if(process.env.BOARD!=="LINUX"){${images.main}}`,
});

const storedNow = (names: readonly string[]): string =>
  `${JSON.stringify(names)}.map(function(n){var d=require("Storage").read(n);return [n,d.length,E.CRC32(d)]})`;

test.each(['pty', 'tcp'] as const)('a real interpreter on a %s keeps and starts what was flashed', async (on) => {
  if (!ESPRUINO) {
    console.log('skipped: ESPRUINO names no interpreter');
    return;
  }
  mkdirSync(join(folder, on));
  for (const [mark, slot] of [
    ['first', 'limber.a'],
    ['second', 'limber.b'],
  ] as const) {
    const images = begunWithRadio(RELEASES.stim, mark);
    const port = await startInterpreter(on, on);
    const startedMs = performance.now();
    const result = await flash({ port, board: BOARD, role: 'stim', images: () => images, force: false });
    console.log(`${on}: ${images.main.length} bytes of firmware in ${Math.round(performance.now() - startedMs)} ms`);
    await stopAll();
    const files = result.files.map(({ name, bytes, crc32 }) => [name, bytes, crc32]);
    expect(result).toMatchObject({ slot, interpreter: expect.stringMatching(/^2v/) });
    expect(files).toContainEqual([slot, ...Object.values(storedForm(images.main))]);
    // Anew from flash: the loader runs the image that the slot record names.
    const names = result.files.map(({ name }) => name);
    const again = await startInterpreter(on, on);
    expect(await ask(again, `[globalThis.flashed,${storedNow(names)}]`)).toEqual([mark, files]);
    await stopAll();
  }
});
