import { describe, expect, test } from 'vitest';
import { crc32 } from '../../protocol/crc32.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { SEED } from '../seeded.ts';
import { KEY_FILES } from './bench-band.ts';
import { fileMeaning } from './differential/board-record.ts';
import { otherRelease } from './differential/other-release.ts';
import { walkedFiles } from './differential/walked-files.ts';

const ACCOUNT = ['session.a', 'session.b'];

const underCrc = (json: string): string => `${crc32(Buffer.from(json, 'latin1'))} ${json}`;

describe('a stim release with other short names', async () => {
  const { own, other } = await otherRelease();

  test('has other short names', () => {
    expect(other.code).not.toContain(own.code.slice(2000, 2600));
  });

  test('goes on from what the one before has written, as that one itself does', async () => {
    for (let i = 0; i < 6; i++) {
      const files = walkedFiles([own, own], SEED + i, 60);
      expect(Object.keys(files)).toEqual(expect.arrayContaining(ACCOUNT));
      const after = [own, other].map((build) => walkedFiles([build, build], SEED + i, 0, files));
      for (const name of Object.keys(after[0]!))
        expect(fileMeaning(name, after[1]![name]!)).toBe(fileMeaning(name, after[0]![name]!));
    }
  });

  test('takes an account whose names it does not know for one that cannot be read: the day is used up, and it rests', () => {
    const long = underCrc(
      JSON.stringify({ writes: 7, memory: { boot: 3, state: 'ACTIVE', dayMs: 4_000_000, restLeftMs: 900_000 } }),
    );
    const files = { ...KEY_FILES, 'session.a': long, 'session.b': long };
    const flash = createFlash(1_000_000, files);
    const after = walkedFiles([own, own], SEED, 0, flash.contents());
    const account = JSON.parse(fileMeaning('session.a', after['session.a']!)) as {
      memory?: { state: string; daySessions: number };
    };
    const newest =
      account.memory ?? (JSON.parse(fileMeaning('session.b', after['session.b']!)) as typeof account).memory!;
    expect(newest).toMatchObject({ state: 'LOCKOUT', daySessions: 4_294_967_295 });
  });
});
