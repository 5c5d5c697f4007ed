import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { LimberError } from '../../protocol/limber-error.ts';
import { systemWords } from '../keys/small-file.ts';

/**
 * Whole lines, written to <path>.part and given its name at the end: what has the name is whole. Where the disk takes nothing more, the
 * file ends with the last flush that it took.
 */
export interface RecordingFile {
  readonly path: string;
  /** Held until `flush`. Nothing once the disk has refused. */
  append(lines: string): void;
  /** Why nothing more is written, in words; null while all is well. */
  failure(): string | null;
  /** All that was appended, or, where the disk refuses, nothing of it. */
  flush(): void;
  /** Gives it its name, or takes it away where it is not worth one. */
  finish(keep: boolean): void;
}

/** @throws LimberError recording/exists, recording/not-writable */
export function openRecordingFile(path: string, header: string): RecordingFile {
  const part = `${path}.part`;
  refuseRecorded(path);
  const file = opened(part);
  let [held, wholeBytes, failed] = [header, 0, null as string | null];
  const flush = (): void => {
    if (failed !== null || held === '') return;
    const bytes = Buffer.from(held);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      wholeBytes += bytes.length;
      held = '';
    } catch (cause) {
      failed = systemWords(cause);
    }
  };
  return {
    path,
    append: (lines) => {
      if (failed === null) held += lines;
    },
    failure: () => failed,
    flush,
    finish: (keep) => {
      flush();
      finishFile(file, wholeBytes);
      if (keep) renameSync(part, path);
      else rmSync(part, { force: true });
    },
  };
}

/** @throws LimberError recording/exists: what was measured once is not measured again */
export function refuseRecorded(path: string): void {
  if (existsSync(path)) throw new LimberError('recording/exists', `${path} exists and is kept. Choose another --out.`);
}

function opened(path: string): number {
  try {
    return openSync(path, 'w+');
  } catch (cause) {
    throw new LimberError('recording/not-writable', `${path} cannot be written: ${systemWords(cause)}.`, { cause });
  }
}

function finishFile(file: number, wholeBytes: number): void {
  try {
    ftruncateSync(file, wholeBytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
