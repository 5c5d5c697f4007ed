import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readKeyFile, unlockKey } from '../../host/keys/key-file.ts';
import { BIN, expectOneLine, runLimber, scratchFolder } from './limber.ts';

const PASSPHRASE = 'correct horse battery staple';
const SOCAT = '/usr/bin/socat';
const TERMINAL_PATIENCE_MS = 30_000;

function passphraseFile(text = `${PASSPHRASE}\n`, mode = 0o600): string {
  const path = join(scratchFolder('passphrase'), 'passphrase.txt');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const spoken = { LIMBER_PASSPHRASE: PASSPHRASE };
const makeDevice = (out: string, ...more: string[]): string[] => [
  'keys',
  'device',
  '--device',
  'b-1',
  '--out',
  out,
  ...more,
];

describe('limber keys', () => {
  test('clinician makes a private file and a public one that anybody may read', async () => {
    const out = scratchFolder('out');
    const made = await runLimber(
      ['keys', 'clinician', '--name', 'Dr. A. Example', '--out', out, '--json'],
      undefined,
      spoken,
    );
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const { id, public_key: publicKey, files } = JSON.parse(made.stdout);
    const pub = JSON.parse(readFileSync(files.public, 'utf8'));
    expect(pub).toEqual({ schema: 'limber/clinician-key/1', id, name: 'Dr. A. Example', publicKey });
    expect(readKeyFile(files.private, 'clinician')).toMatchObject({ id, name: 'Dr. A. Example', publicKey });
    expect(statSync(files.private).mode & 0o777).toBe(0o600);
    const shown = await runLimber(['keys', 'show', files.public]);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    for (const part of [id, publicKey, 'Dr. A. Example', 'public key']) expect(shown.stdout).toContain(part);
  });

  test('device makes two keys in two files, which may have passphrases of their own', async () => {
    const out = scratchFolder('out');
    const own = 'the gateway has its own';
    const files = ['--passphrase-file', passphraseFile(), '--link-passphrase-file', passphraseFile(own)];
    expect((await runLimber(makeDevice(out, ...files))).code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['b-1.link.key.json', 'b-1.prescription.key.json']);
    const link = readKeyFile(join(out, 'b-1.link.key.json'), 'link');
    const prescription = readKeyFile(join(out, 'b-1.prescription.key.json'), 'prescription');
    expect(unlockKey(link, own, '')).not.toEqual(unlockKey(prescription, PASSPHRASE, ''));
    expect(() => unlockKey(link, PASSPHRASE, '')).toThrow(/not the passphrase/);
  });

  test('what is not known of a key is null, not an empty text', async () => {
    const out = scratchFolder('out');
    await runLimber(makeDevice(out), undefined, spoken);
    const file = join(out, 'b-1.link.key.json');
    const { code, stdout } = await runLimber(['keys', 'show', file, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ file, kind: 'link', id: 'b-1', name: null, public_key: null });
  });

  test('replaces nothing unless told to', async () => {
    const out = scratchFolder('out');
    await runLimber(makeDevice(out), undefined, spoken);
    const before = readFileSync(join(out, 'b-1.link.key.json'), 'utf8');
    expectOneLine(
      await runLimber(makeDevice(out), undefined, spoken),
      1,
      /b-1\.link\.key\.json exists and is kept.*--force/,
    );
    expect(readFileSync(join(out, 'b-1.link.key.json'), 'utf8')).toBe(before);
    expect((await runLimber(makeDevice(out, '--force'), undefined, spoken)).code).toBe(0);
    expect(readFileSync(join(out, 'b-1.link.key.json'), 'utf8')).not.toBe(before);
  });

  test.each([
    ['no passphrase', [], /LIMBER_PASSPHRASE, or give --passphrase-file/],
    ['a passphrase that is too short', ['--passphrase-file', passphraseFile('short')], /at least 10 letters/],
    [
      'a passphrase file that others may read',
      ['--passphrase-file', passphraseFile('x', 0o644)],
      /mode 644.*chmod 600/,
    ],
    [
      'a passphrase file that is not there',
      ['--passphrase-file', '/none'],
      /\/none cannot be read: there is no such file/,
    ],
  ])('makes nothing with %s', async (_, files, words) => {
    const out = scratchFolder('out');
    expectOneLine(await runLimber(makeDevice(out, ...files)), 1, words);
    expect(readdirSync(out)).toEqual([]);
  });

  test("makes no private key in a gateway's data directory", async () => {
    const data = scratchFolder('data');
    writeFileSync(join(data, 'limber-data.json'), '{"kind":"real"}');
    mkdirSync(join(data, 'keys'));
    for (const out of [data, join(data, 'keys')])
      expectOneLine(await runLimber(makeDevice(out), undefined, spoken), 2, /gateway's data directory/);
    expect(readdirSync(join(data, 'keys'))).toEqual([]);
  });

  test('knows no option that takes a passphrase: everybody may read the arguments of a process', async () => {
    const help = (await runLimber(['keys', 'device', '--help'])).stdout;
    expect(help).not.toMatch(/--passphrase[ =<]/);
    expect(help).toMatch(
      /link\.key\.json goes to the[\s\S]*gateway[\s\S]*prescription\.key\.json stays[\s\S]*with the prescriber/,
    );
  });
});

describe('on a terminal', () => {
  test('a passphrase is asked for twice and never shown', async () => {
    const out = scratchFolder('out');
    const { output, code } = await onTerminal(makeDevice(out), [PASSPHRASE, PASSPHRASE]);
    expect(code).toBe(0);
    expect(output).toContain('New passphrase for the keys of b-1: ');
    expect(output).not.toContain('horse');
    expect(unlockKey(readKeyFile(join(out, 'b-1.link.key.json')), PASSPHRASE, '')).toHaveLength(16);
  });

  test('two that differ make nothing', async () => {
    const out = scratchFolder('out');
    const { output } = await onTerminal(makeDevice(out), [PASSPHRASE, `${PASSPHRASE}x`]);
    expect(output).toContain('The two passphrases differ. Nothing was written.');
    expect(existsSync(join(out, 'b-1.link.key.json'))).toBe(false);
  });

  test('Ctrl-C ends it, and a letter taken back does not count', async () => {
    const out = scratchFolder('out');
    expect((await onTerminal(makeDevice(out), ['abc\u0003'])).output).not.toContain('The same again');
    const corrected = ['corrext\u007f\u007fct horse battery', 'correct horse battery'];
    expect((await onTerminal(makeDevice(out), corrected)).code).toBe(0);
  });
});

/** Answers each question on a pseudo-terminal. */
async function onTerminal(args: readonly string[], answers: readonly string[]) {
  const command = [process.execPath, BIN, ...args].join(' ');
  const terminal = spawn(SOCAT, ['-', `EXEC:${command},pty,stderr,setsid,ctty`], {
    env: { PATH: process.env.PATH, HOME: scratchFolder('home') },
    timeout: TERMINAL_PATIENCE_MS,
  });
  let output = '';
  let asked = 0;
  terminal.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    while (asked < Math.min(answers.length, output.split(/: (?=$|[\r\n])/).length - 1))
      terminal.stdin.write(`${answers[asked++]}\r`);
  });
  const code = await new Promise<number | null>((resolve) => terminal.on('close', resolve));
  return { output, code };
}
