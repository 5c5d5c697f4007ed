import { execFileSync } from 'node:child_process';
import { createDecipheriv } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { sealCommand } from '../../host/connect/command-seal.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { cutMessage } from '../../protocol/fragment.ts';
import { type Command, encodeCommand } from '../../protocol/message.ts';
import { plainEnvelope } from '../../protocol/seal.ts';
import { builtBundle, KEY_FILES, LINK_KEY } from './bench-band.ts';
import { PRESCRIBED, sealTerms, termsFor } from './stim-bench.ts';

/** The same bundle and the same script of events in a `vm` and on an interpreter that the variable ESPRUINO names. */
const ESPRUINO = process.env.ESPRUINO;
const SHIM = readFileSync(new URL('board-shim.espruino.txt', import.meta.url), 'utf8');
const MARK = 'SENT ';
/** E.hwRand of the shim is 12345, boot is 1. */
const SHIM_SALT = Uint8Array.from([1, 0, 0x39, 0x30, 0, 0x39, 0x30, 0]);

interface Dialogue {
  readonly board: 'PUCKJS' | 'XIAOBLE';
  readonly files: Record<string, string>;
  readonly bundle: string;
  /** Statements after the bundle. */
  readonly script: string;
}

const withShim = ({ board, files, bundle, script }: Dialogue, crypto: string): string => {
  const shim = SHIM.replace('SHIM_BOARD', `'${board}'`).replace('SHIM_CRYPTO', crypto);
  return `${shim.replace('SHIM_FILES', JSON.stringify(files))}\n${bundle}\n${script}\nprint('${MARK}'+shim.sent.join('\\n${MARK}'));\n`;
};

const sentIn = (output: string): string[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith(MARK))
    .map((line) => line.slice(MARK.length).trim());

function ccm(): object {
  return {
    AES: {
      ccmDecrypt: (data: Uint8Array, key: Uint8Array, nonce: Uint8Array, tag: Uint8Array) => {
        const decipher = createDecipheriv('aes-128-ccm', key, nonce, { authTagLength: 8 }).setAuthTag(tag);
        return Uint8Array.from(decipher.update(data)).buffer;
      },
    },
  };
}

function runInNode(dialogue: Dialogue): string[] {
  const lines: string[] = [];
  const crc = (data: ArrayLike<number> | string): number =>
    crc32(typeof data === 'string' ? Buffer.from(data, 'latin1') : Uint8Array.from(data));
  const context = createContext({ hostCrypto: ccm(), print: (text: string) => lines.push(text) });
  // As on the interpreter, E is there before the shim takes its place.
  Object.assign(context, { hostCrc: crc });
  const code = withShim(dialogue, 'hostCrypto').replace('var shimCrc = E.CRC32;', 'var shimCrc = hostCrc;');
  runInContext(code, context);
  return sentIn(lines.join('\n'));
}

function runOnEspruino(dialogue: Dialogue): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'limber-espruino-'));
  try {
    writeFileSync(join(folder, 'band.js'), withShim(dialogue, "require('crypto')"));
    return sentIn(execFileSync(ESPRUINO!, ['band.js'], { cwd: folder, encoding: 'utf8', timeout: 120_000 }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const packets = (message: Uint8Array, payloadBytes: number): string => {
  let calls = '';
  cutMessage(message, payloadBytes, 0, crc32, (packet) => {
    calls += `shimWrite([${[...packet]}]);`;
  });
  return calls;
};

async function motionDialogue(): Promise<Dialogue> {
  const resend = plainEnvelope(encodeCommand({ kind: 'RESEND', counter: 1, sequenceFrom: 250, count: 4 }));
  const turns = 'for (var n = 0; n < 300; n++) { shim.waiting += 3; shimRunUntil(shim.now + 0.028846); }';
  return {
    board: 'PUCKJS',
    files: {},
    bundle: await builtBundle('motion'),
    script: `shim.on.connect(); ${turns} ${packets(resend, 50)} ${turns}`,
  };
}

async function stimDialogue(): Promise<Dialogue> {
  let counter = 0;
  let nowS = 1;
  const wait = (durationS: number): string => {
    nowS += durationS;
    return `shimRunUntil(shim.now + ${durationS});`;
  };
  const write = (command: Partial<Command> & Pick<Command, 'kind'>): string => {
    counter++;
    const bytes = encodeCommand({ boot: 1, heardTicks: Math.floor(nowS * 1e6), ...command, counter });
    return packets(sealCommand(bytes, counter, LINK_KEY, SHIM_SALT), 128);
  };
  const lease = (): string => `${write({ kind: 'LEASE', ttlMs: 2000 })} ${wait(0.5)}`;
  const sealed = sealTerms(termsFor('shim'));
  const script = [
    `shim.on.connect(); ${wait(1)}`,
    `${write({ kind: 'PRESCRIBE', sealed, nowS: PRESCRIBED.nowS! })} ${wait(0.4)} shim.button(); ${wait(0.4)}`,
    `${write(PRESCRIBED)} ${wait(0.2)} shim.button(); ${wait(0.2)}`,
    `${lease()} ${write({ kind: 'START', currentUa: 3000 })} ${wait(0.2)}`,
    ...Array.from({ length: 4 }, lease),
    `${packets(plainEnvelope(encodeCommand({ kind: 'STOP', counter: 99 })), 128)} ${wait(1)}`,
  ];
  return { board: 'XIAOBLE', files: KEY_FILES, bundle: await builtBundle('stim'), script: script.join('\n') };
}

const DIALOGUES = [
  { role: 'motion', build: motionDialogue, atLeast: 600, channel: '3' },
  { role: 'stim', build: stimDialogue, atLeast: 20, channel: '4' },
] as const;

test.each(DIALOGUES)('$role: the script of events is answered in a vm', async ({ build, atLeast, channel }) => {
  const sent = runInNode(await build());
  expect(sent.filter((packet) => packet.startsWith(channel)).length).toBeGreaterThanOrEqual(atLeast);
});

test.each(DIALOGUES)('$role: a real interpreter answers the same, byte for byte', async ({ build }) => {
  if (!ESPRUINO) {
    console.log('skipped: ESPRUINO names no interpreter');
    return;
  }
  const dialogue = await build();
  expect(runOnEspruino(dialogue)).toEqual(runInNode(dialogue));
});
