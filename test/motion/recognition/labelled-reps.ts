import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EnrolledRep, type Segment, TRACK_VALUES, type Track } from '../../../host/motion/templates/track.ts';
import { degToRad, gToMs2 } from '../../../protocol/units.ts';
import { readJson } from '../reference-data.ts';

/** A session of a data set with the repetitions people labelled in it. */
export interface LabelledSession {
  readonly id: string;
  readonly exercise: string;
  readonly track: Track;
  readonly reps: readonly (Segment & { readonly execution: string })[];
}

export type Template = Omit<EnrolledRep, 'isOwn'>;

const ACC_RAW_PER_G = 4096;
const GYRO_RAW_PER_DPS = 32.8;

/** Tavanyar: two bands, 24 Hz; arrival stamps are taken for even. */
export function tavanyarTemplates(folder: string): Template[] {
  return matching(folder, /^s(\d)_e(\d)_x(\d)_template\.csv$/).map(([name, person, exercise, execution]) => ({
    ...{ person: person!, exercise: exercise!, execution: execution! },
    track: tavanyarTrack(join(folder, name)),
  }));
}

export function tavanyarSessions(folder: string): LabelledSession[] {
  const rows = readFileSync(join(folder, '..', 'labels.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const labels = rows.map((row) => row.split(',')).filter(([, exercise]) => exercise !== '-1');
  return matching(folder, /^(s\d_e(\d)_set\d)\.csv$/).map(([name, id, exercise]) => ({
    ...{ id: id!, exercise: exercise! },
    track: tavanyarTrack(join(folder, name)),
    reps: labels
      .filter(([session]) => session === id)
      .map(([, , execution, start, end]) => ({ execution: execution!, from: Number(start), to: Number(end) + 1 })),
  }));
}

interface PtedMeta {
  readonly fs_hz: number;
  readonly scale: readonly number[];
  readonly sessions: readonly {
    readonly subject: number;
    readonly exercise: number;
    readonly template: { readonly offset_bytes: number; readonly samples: number };
    readonly templates: readonly { readonly execution: number; readonly start: number; readonly end: number }[];
  }[];
}

/** PTED: five units of 9 channels (acc, gyr, mag), 25 Hz; 3 templates for each exercise of each subject. */
export function ptedTemplates(folder: string): Template[] {
  const meta = readJson<PtedMeta>(join(folder, 'meta.json'));
  const raw = readFileSync(join(folder, 'dev.i16'));
  const channels = meta.scale.length;
  return meta.sessions.flatMap(({ subject, exercise, template, templates }) =>
    templates.map(({ execution, start, end }) => ({
      ...{ person: `${subject}`, exercise: `${exercise}`, execution: `${execution}` },
      track: evenTrack(5, end - start, meta.fs_hz, (i, sensor, value) => {
        const channel = sensor * 9 + ((value + 3) % TRACK_VALUES);
        return raw.readInt16LE(template.offset_bytes + 2 * ((start + i) * channels + channel)) * meta.scale[channel]!;
      }),
    })),
  );
}

function matching(folder: string, pattern: RegExp): RegExpExecArray[] {
  return readdirSync(folder)
    .map((name) => pattern.exec(name))
    .filter((match) => match !== null);
}

function tavanyarTrack(file: string): Track {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  const rateHz = (1000 * (rows.length - 1)) / (rows.at(-1)![0]! - rows[0]![0]!);
  return evenTrack(2, rows.length, rateHz, (i, sensor, value) => {
    const raw = rows[i]![1 + 6 * sensor + ((value + 3) % TRACK_VALUES)]!;
    return value < 3 ? degToRad(raw / GYRO_RAW_PER_DPS) : gToMs2(raw / ACC_RAW_PER_G);
  });
}

function evenTrack(
  sensors: number,
  count: number,
  rateHz: number,
  valueAt: (sample: number, sensor: number, value: number) => number,
): Track {
  const names = Array.from({ length: sensors }, (_, sensor) => `band ${sensor}`);
  const values = names.map((_, sensor) =>
    Float64Array.from({ length: count * TRACK_VALUES }, (_, at) =>
      valueAt(Math.floor(at / TRACK_VALUES), sensor, at % TRACK_VALUES),
    ),
  );
  return { sensors: names, rateHz, t0S: 0, count, values };
}
