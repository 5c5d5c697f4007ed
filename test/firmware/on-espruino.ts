import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { newTape, recordGlobals, type Tape } from './tape.ts';

/** An executable of a real Espruino; without it the firmware runs in the `vm` only. */
export const ESPRUINO = process.env.ESPRUINO;
const PLAYER = readFileSync(new URL('tape-player.espruino.txt', import.meta.url), 'utf8');
const VERDICT = 'VERDICT ';
const VARIABLES = 'VARIABLES ';
const TIMEOUT_MS = 120_000;
/** Starts of a band in one test that are played: those of the first seeds of a test over many. */
const PLAYED_MAX = 4;

/** The board of the tape as globals, then the firmware, then the tape. */
function scriptFor(tape: Tape): string {
  const objects = [...tape.objects].map(([path, names]) => `tapeObject('${path}', ${JSON.stringify(names)})`);
  const globals = [...tape.objects.keys()].map((path, i) => [path, objects[i]!] as const);
  return [
    "var tapeBand = E.openFile('band.txt', 'r').read(65535);",
    PLAYER,
    ...tape.functions.map((path) => `var ${path} = tapeFunction('${path}');`),
    ...globals.map(([path, object]) =>
      path === 'Storage' ? `var tapeStorage = ${object};` : `var ${path} = ${object};`,
    ),
    'for (var tapeOwn in tapeReal) E[tapeOwn] = tapeReal[tapeOwn];',
    `var process = { env: ${JSON.stringify(tape.environment)} };`,
    `var tapeModules = ${JSON.stringify(Object.fromEntries(tape.modules))};`,
    `var require = function (name) { return tapeRequire(name); };`,
    ...tape.pins.map((pin) => `${pin}.tapePin = '${pin}';`),
    // As on a band: functions that are stored in flash take no room for their text.
    "var tapeFlash = tapeReal.require('Storage'); tapeFlash.write('band', tapeBand); tapeBand = undefined;",
    'var tapeBefore = tapeMemory().usage;',
    'try {',
    "eval(tapeFlash.read('band'));",
    "} catch (e) { if (!tapeTrouble) tapeReal.print('threw ' + e); }",
    `var tapeTurns = tapePlay(); tapeReal.print('${VERDICT}' + (tapeTrouble || 'same ' + tapeTurns));`,
    `tapeLines = []; tapeReal.print('${VARIABLES}' + (tapeMemory().usage - tapeBefore)); quit();`,
  ].join('\n');
}

export interface Played {
  /** `same` and the number of callbacks, or where the real interpreter did something else. */
  readonly verdict: string;
  /** That the firmware takes at the end of the tape, its text in flash; of this interpreter's size. */
  readonly variables: number;
}

export async function playTape(code: string, tape: Tape): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-espruino-'));
  try {
    writeFileSync(join(folder, 'tape.txt'), `${tape.lines.join('\n')}\n`);
    writeFileSync(join(folder, 'band.txt'), code, 'latin1');
    writeFileSync(join(folder, 'band.js'), scriptFor(tape));
    const options = { cwd: folder, timeout: TIMEOUT_MS, maxBuffer: 1e7 };
    // One that ends in an error has said why.
    const ended = promisify(execFile)(ESPRUINO!, ['band.js'], options);
    const { stdout } = await ended.catch((error: { readonly stdout: string }) => error);
    const said = (mark: string): string | undefined =>
      stdout
        .split('\n')
        .find((line) => line.startsWith(mark))
        ?.slice(mark.length)
        .trim();
    // One that gives up prints its whole memory behind the reason.
    const verdict = said(VERDICT) ?? `no verdict: ${/^ASSERT.*/m.exec(stdout)?.[0] ?? stdout.slice(-500)}`;
    return { verdict, variables: Number(said(VARIABLES)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Watch = (code: string, globals: Record<string, unknown>) => Record<string, unknown>;

/** What a bench gives its board so that, when the test is over, a real interpreter plays the same; undefined without one. */
export function playedAfterwards(): Watch | undefined {
  if (!ESPRUINO) return undefined;
  const starts: { readonly code: string; readonly tape: Tape }[] = [];
  onTestFinished(async () => {
    for (const { code, tape } of starts) expect((await playTape(code, tape)).verdict).toMatch(/^same \d+$/);
  }, 10 * TIMEOUT_MS);
  return (code, globals) => {
    if (starts.length >= PLAYED_MAX) return globals;
    const tape = newTape(globals);
    starts.push({ code, tape });
    return recordGlobals(globals, tape);
  };
}
