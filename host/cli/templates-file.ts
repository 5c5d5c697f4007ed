import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import type { ErrorCode } from '../../protocol/error-catalogue.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import { GRID_HZ, gridTrack } from '../motion/templates/grid.ts';
import type { EnrolledRep } from '../motion/templates/track.ts';
import { say } from './console.ts';
import { type Recordings, readRecording } from './recordings.ts';

const text = v.pipe(v.string('must be text'), v.trim(), v.nonEmpty('must not be empty'));
const seconds = v.pipe(v.number('must be a number of seconds'), v.finite('must be a number of seconds'));

/** What is written around the program's own names stays as it is: exercise and execution come back unchanged. */
const Entry = v.pipe(
  v.object(
    {
      exercise: v.pipe(v.string('must be text'), v.nonEmpty('must not be empty')),
      execution: v.pipe(v.string('must be text'), v.nonEmpty('must not be empty')),
      person: v.optional(v.nullable(v.string('must be text'))),
      sensors: v.pipe(
        v.record(text, text, 'must name a file for each sensor'),
        v.check((sensors) => Object.keys(sensors).length > 0, 'must name a file for each sensor'),
      ),
      start_s: seconds,
      end_s: seconds,
    },
    ({ expected }) => (expected === 'Object' ? 'must be an object' : 'is missing'),
  ),
  v.check(({ start_s, end_s }) => start_s < end_s, 'end_s must be later than start_s'),
);
const Templates = v.pipe(v.array(Entry, 'must be a list of templates'), v.minLength(1, 'holds no template'));
type Template = v.InferOutput<typeof Entry>;

/** A quarter of a second holds no repetition. */
const LEAST_SAMPLES = 8;

/**
 * The enrolled repetitions of a templates file, on the grid the session is looked at. Of the session's sensors those remain
 * that every template has.
 * @param recorded names of the session's sensors
 * @throws LimberError templates/unreadable, templates/bad-format, templates/sensor-missing, and those of readRecording
 */
export function readTemplates(file: string, recorded: readonly string[], person: string | undefined): EnrolledRep[] {
  const templates = parseTemplates(readText(file), file);
  templates.forEach((template, at) => {
    checkSensors(template, recorded, placeOf(file, at));
  });
  const sensors = recorded.filter((name) => templates.every((template) => name in template.sensors));
  if (sensors.length === 0) throw failure('templates/sensor-missing', `${file}: no sensor is part of every template.`);
  sayWhatIsNotUsed(templates, recorded, sensors, person);
  const recordingOf = recordingsOnce(dirname(file));
  return templates.map((template, at) => {
    const recordings = new Map(sensors.map((name) => [name, recordingOf(template.sensors[name]!)]));
    const track = gridTrack(recordings, GRID_HZ, spanWithin(template, recordings));
    const hasSamples = track.values.every((values) => values.some((value) => !Number.isNaN(value)));
    if (track.count < LEAST_SAMPLES || !hasSamples) {
      const span = `${template.start_s} s to ${template.end_s} s`;
      throw failure('templates/bad-format', `${placeOf(file, at)}: its recordings hold no repetition from ${span}.`);
    }
    const isOwn = person !== undefined && template.person === person;
    return { exercise: template.exercise, execution: template.execution, isOwn, person: template.person ?? '', track };
  });
}

/** What is as wished to one person is a slip of the pen to another. */
function sayWhatIsNotUsed(
  templates: readonly Template[],
  recorded: readonly string[],
  sensors: readonly string[],
  person: string | undefined,
): void {
  const leftOut = recorded.filter((name) => !sensors.includes(name));
  if (leftOut.length > 0) say(`Not every template has ${leftOut.join(', ')}: left out.`);
  if (person !== undefined && templates.every((template) => template.person !== person))
    say(`No template is of "${person}": all are taken for other people's.`);
}

/** A stretch that was marked beyond the recordings' end goes to their end. */
function spanWithin({ start_s, end_s }: Template, recordings: Recordings<string>): { fromS: number; toS: number } {
  const begins = [...recordings.values()].map(({ tS }) => tS[0]!);
  const ends = [...recordings.values()].map(({ tS, count }) => tS[count - 1]!);
  return { fromS: Math.max(start_s, Math.min(...begins)), toS: Math.min(end_s, Math.max(...ends)) };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw failure('templates/unreadable', `${file} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}

export function parseTemplates(text: string, file: string): readonly Template[] {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw failure('templates/bad-format', `${file} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = v.safeParse(Templates, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const [at, ...keys] = (issue.path ?? []).map(({ key }) => key);
  const place = typeof at === 'number' ? placeOf(file, at) : file;
  const field = keys.length > 0 ? `${keys.join('.')} ` : '';
  throw failure('templates/bad-format', `${place}: ${field}${issue.message}.`);
}

/** Counted from 1, as people do. */
const placeOf = (file: string, at: number): string => `${file}, template ${at + 1}`;

function checkSensors({ sensors }: Template, recorded: readonly string[], place: string): void {
  const unknown = Object.keys(sensors).filter((name) => !recorded.includes(name));
  if (unknown.length === 0) return;
  const message = `${place} has a sensor ${unknown.join(', ')}, the session has ${recorded.join(', ')}.`;
  throw failure('templates/sensor-missing', message);
}

/** Many templates are cut from few recordings. */
function recordingsOnce(folder: string): (file: string) => ReturnType<typeof readRecording> {
  const read = new Map<string, ReturnType<typeof readRecording>>();
  return (file) => {
    const path = resolve(folder, file);
    const known = read.get(path) ?? readRecording(path);
    read.set(path, known);
    return known;
  };
}

const failure = (code: ErrorCode, message: string, options?: { readonly cause?: unknown }): LimberError =>
  new LimberError(code, message, options);
