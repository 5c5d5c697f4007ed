import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import * as v from 'valibot';
import { LimberError } from '../../protocol/limber-error.ts';
import { notWritable } from './fleet-files.ts';

/** What is done to bands: an update to another version is another job, as is giving a band to another person. */
export type FleetJob = 'provision' | 'calibrate' | 'retire' | `reassign ${string}` | `update ${string}`;

const Note = v.object({
  /** ISO 8601, UTC. */
  at: v.string(),
  job: v.string(),
  label: v.string(),
  event: v.picklist(['step', 'done', 'failed']),
  /** Of a step. */
  step: v.optional(v.string()),
  device: v.optional(v.string()),
  person: v.optional(v.string()),
  why: v.optional(v.string()),
  code: v.optional(v.string()),
  /** What came of it, for whoever reads the file. */
  facts: v.optional(v.unknown()),
});
export type FleetNote = v.InferOutput<typeof Note>;
export type NewFleetNote = Omit<FleetNote, 'at' | 'job'> & { readonly job: FleetJob };

/** What is known of one label from all runs so far. */
export interface BandProgress {
  readonly device: string | undefined;
  /** Absent where only the list says it. */
  readonly person: string | undefined;
  readonly retired: boolean;
  /** Job to when it was done. */
  readonly done: ReadonlyMap<string, string>;
  /** Job to why it failed the last time. */
  readonly failed: ReadonlyMap<string, string>;
  /** Of jobs that are not done. */
  readonly steps: ReadonlyMap<string, readonly string[]>;
}

const NOTHING: BandProgress = {
  device: undefined,
  person: undefined,
  retired: false,
  done: new Map(),
  failed: new Map(),
  steps: new Map(),
};

/** The file of a list's runs: one JSON document a line, each on the disk before the next thing is done. */
export interface FleetProgress {
  of(label: string): BandProgress;
  /** @throws LimberError fleet/not-writable */
  note(note: NewFleetNote): void;
  close(): void;
}

/** @throws LimberError fleet/progress-damaged, fleet/not-writable */
export function openFleetProgress(path: string, wallMs: () => number): FleetProgress {
  const { bands, wholeBytes } = readProgress(path);
  let file: number;
  try {
    file = openSync(path, 'a', 0o600);
    // What a cut of power left of a line was never acted upon.
    ftruncateSync(file, wholeBytes);
  } catch (cause) {
    throw notWritable(path, cause);
  }
  return {
    of: (label) => bands.get(label) ?? NOTHING,
    note: (note) => {
      const whole: FleetNote = { at: new Date(wallMs()).toISOString(), ...note };
      try {
        writeSync(file, `${JSON.stringify(whole)}\n`);
        fsyncSync(file);
      } catch (cause) {
        throw notWritable(path, cause);
      }
      bands.set(note.label, after(bands.get(note.label) ?? NOTHING, whole));
    },
    close: () => closeSync(file),
  };
}

/** To look, not to write. @throws LimberError fleet/progress-damaged */
export function lookAtProgress(path: string): (label: string) => BandProgress {
  const { bands } = readProgress(path);
  return (label) => bands.get(label) ?? NOTHING;
}

function readProgress(path: string): { bands: Map<string, BandProgress>; wholeBytes: number } {
  const bands = new Map<string, BandProgress>();
  const bytes = contentOf(path);
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, wholeBytes).toString('utf8').split('\n').slice(0, -1);
  for (const [at, line] of lines.entries()) {
    const parsed = v.safeParse(Note, readJson(line));
    if (!parsed.success)
      throw new LimberError(
        'fleet/progress-damaged',
        `${path} is damaged in line ${at + 1}: it is not what limber fleet wrote. Take the line out, or move the file away to begin anew.`,
      );
    const note = parsed.output;
    bands.set(note.label, after(bands.get(note.label) ?? NOTHING, note));
  }
  return { bands, wholeBytes };
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw notWritable(path, cause);
  }
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Pure. */
function after(before: BandProgress, { at, job, event, step, device, person, why }: FleetNote): BandProgress {
  const known = { ...before, device: device ?? before.device, person: person ?? before.person };
  if (event === 'step')
    return { ...known, steps: new Map(before.steps).set(job, [...(before.steps.get(job) ?? []), step ?? '']) };
  // What was done of a job that failed is not done again.
  if (event === 'failed') return { ...known, failed: new Map(before.failed).set(job, why ?? '') };
  const isWipe = isOfWipe(job);
  const others = isWipe ? [] : [...before.done].filter(([other]) => job !== 'provision' || !isOfWipe(other));
  // Of a wiped band keys and calibration are to be made anew; whoever gives it to somebody else gives it keys at once.
  const more: [string, string][] = job.startsWith('reassign ') ? [['provision', at]] : [];
  return {
    ...known,
    done: new Map([...others, ...more, [job, at]]),
    failed: isWipe ? new Map() : without(before.failed, job),
    steps: isWipe ? new Map() : without(before.steps, job),
    retired: job === 'retire' || (known.retired && job !== 'provision' && !isWipe),
  };
}

const isOfWipe = (job: string): boolean => job === 'retire' || job.startsWith('reassign ');

function without<Value>(map: ReadonlyMap<string, Value>, key: string): Map<string, Value> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
