import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockKey, readKeyFile } from '../../host/keys/key-file.ts';
import { readPublicKeyFile } from '../../host/keys/public-key-file.ts';
import { readSmallText, steersTerminal, systemWords, withoutSteering } from '../../host/keys/small-file.ts';
import { scratchFolder } from '../cli/limber.ts';

const folder = scratchFolder('small-file');
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

describe('a small text', () => {
  test('is read as it stands, up to 1 MB', () => {
    expect(readSmallText(file('empty', ''))).toBe('');
    expect(readSmallText(file('words', 'José 李\n'))).toBe('José 李\n');
    expect(readSmallText(file('most', 'a'.repeat(1_000_000)))).toHaveLength(1_000_000);
  });

  test('is refused beyond that without being taken in, also where nobody says how much there is', () => {
    expect(() => readSmallText(file('more', 'a'.repeat(1_000_001)))).toThrow(/more than 1 MB/);
    expect(() => readSmallText('/dev/zero')).toThrow(/more than 1 MB/);
  });

  test('is refused where it is no UTF-8', () => {
    expect(() => readSmallText(file('latin', new Uint8Array([0x7b, 0xe9, 0x7d])))).toThrow(/no UTF-8/);
  });

  test('a folder, a missing file and a full disk are named in words', () => {
    mkdirSync(join(folder, 'inner'));
    const words = (path: string): string => {
      try {
        return readSmallText(path);
      } catch (cause) {
        return systemWords(cause);
      }
    };
    expect(words(join(folder, 'inner'))).toBe('it is a folder');
    expect(words(join(folder, 'none'))).toBe('there is no such file or folder');
    expect(systemWords({ code: 'ENOSPC' })).toBe('the disk is full');
    expect(systemWords({ code: 'EIO' })).toBe('the system says EIO');
  });
});

describe('what a file says steers no terminal', () => {
  test.each(['\u001b[2J', 'a\u0007', 'a\nb', '\u202egnp.exe', '\u009b31m'])('%j', (text) => {
    expect(steersTerminal(text)).toBe(true);
    expect(steersTerminal(withoutSteering(text))).toBe(false);
  });

  test('names of people in any script are left alone', () => {
    for (const name of ['Dr. A. Example', 'José', '李', 'نور']) expect(steersTerminal(name)).toBe(false);
  });

  test('a key file with such a name is refused', () => {
    const facts = { kind: 'link' as const, id: 'b-1', name: '', publicKey: '' };
    const locked = lockKey(facts, new Uint8Array(16), 'correct horse battery');
    const path = file('a.json', JSON.stringify({ ...locked, name: '\u001b[2J' }));
    expect(() => readKeyFile(path)).toThrow(/name is not as it must be/);
    const open = {
      schema: 'limber/clinician-key/1',
      id: '0'.repeat(16),
      name: 'a\nb',
      publicKey: `${'A'.repeat(43)}=`,
    };
    expect(() => readPublicKeyFile(file('b.json', JSON.stringify(open)))).toThrow(/name is not as it must be/);
  });
});
