import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isIncomplete, recordingLines } from '../../host/tools/recorder-document.ts';
import { openRecordingFile } from '../../host/tools/recorder-file.ts';
import { mountTmpfs } from '../records/mounted-tmpfs.ts';
import { pass, passUntil } from '../virtual-time.ts';
import { recorderBench, temporaryFolder } from './recorder-bench.ts';

test('where the disk is full the recording is whole up to then, and says so', async ({ skip }) => {
  const folder = mountTmpfs('size=160k');
  if (folder === null) return skip();
  const { clock, recorder, said, read } = await recorderBench({ folder });
  await passUntil(clock, recorder.over);
  await pass(clock, 1_000);
  await passUntil(clock, recorder.finish());
  expect(readdirSync(folder).sort()).toEqual(['shank.csv', 'thigh.csv']);
  for (const { name, tally, failure } of recorder.bands()) {
    expect(failure).toBe('the disk is full');
    expect(read(name).count).toBe(tally.samples);
    expect(readFileSync(join(folder, `${name}.csv`), 'utf8')).toMatch(/,[01]\n$/);
  }
  expect(recorder.bands().every(isIncomplete)).toBe(true);
  expect(said.join('\n')).toMatch(
    /thigh: the disk is full: nothing more is recorded of this band; what came before is kept/,
  );
  expect(recordingLines(recorder.bands()).join('\n')).toMatch(/ended early: the disk is full/);
});

test('what is not whole has no name of its own yet, and what is not worth one is taken away', () => {
  const folder = temporaryFolder();
  const file = openRecordingFile(join(folder, 'a.csv'), 't_s\n');
  file.append('0\n');
  file.flush();
  expect(readdirSync(folder)).toEqual(['a.csv.part']);
  file.finish(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that may not be written is refused before anything begins', () => {
  expect(() => openRecordingFile('/proc/nowhere/a.csv', '')).toThrow(
    /cannot be written: there is no such file or folder/,
  );
});
