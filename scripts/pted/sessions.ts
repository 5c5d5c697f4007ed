import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * UCI Physical Therapy Exercises (Yurtman and Barshan 2014, doi 10.24432/C5JK60) as packed in a folder of meta.json and
 * <split>.i16: what was recorded, in SI units, and the CSV that Limber reads.
 */
export interface PtedSession {
  /** "s1_e3": subject, exercise. */
  readonly id: string;
  readonly subject: number;
  readonly exercise: number;
  readonly test: PtedRecording;
  readonly template: PtedRecording;
  /** Enrolled repetitions: samples of `template`, the end exclusive. */
  readonly templates: readonly { readonly execution: number; readonly start: number; readonly end: number }[];
}

/** One recording of all five units. */
export interface PtedRecording {
  readonly count: number;
  readonly tS: Float64Array;
  /** For each unit, gyr x, y, z (rad/s), acc x, y, z (m/s^2) a sample. */
  readonly values: readonly Float64Array[];
}

export const PTED_SENSORS = ['u1', 'u2', 'u3', 'u4', 'u5'] as const;
export const PTED_RATE_HZ = 25;
/** The words of templates.json for execution types 1, 2 and 3. */
export const PTED_EXECUTIONS = ['correct', 'fast', 'low-amplitude'] as const;
const CHANNELS = 45;
const CHANNELS_PER_UNIT = 9;
const VALUES = 6;
const HEADER = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads';

interface Stretch {
  readonly offset_bytes: number;
  readonly samples: number;
}

interface Meta {
  readonly scale: readonly number[];
  readonly sessions: readonly {
    readonly id: string;
    readonly split: string;
    readonly subject: number;
    readonly exercise: number;
    readonly template: Stretch;
    readonly test: Stretch;
    readonly templates: PtedSession['templates'];
  }[];
}

/** All sessions of a split that lies in the folder. */
export function ptedSessions(folder: string, split = 'dev'): PtedSession[] {
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as Meta;
  const packed = readFileSync(join(folder, `${split}.i16`));
  return meta.sessions
    .filter((session) => session.split === split)
    .map(({ id, subject, exercise, template, test, templates }) => ({
      id,
      subject,
      exercise,
      template: recordingOf(packed, template, meta.scale),
      test: recordingOf(packed, test, meta.scale),
      templates,
    }));
}

function recordingOf(packed: Buffer, { offset_bytes, samples }: Stretch, scale: readonly number[]): PtedRecording {
  const values = PTED_SENSORS.map((_, unit) => {
    const out = new Float64Array(samples * VALUES);
    for (let i = 0; i < samples; i++) {
      for (let axis = 0; axis < VALUES; axis++) {
        // Packed as acc, gyr, mag; wanted as gyr, acc.
        const channel = unit * CHANNELS_PER_UNIT + ((axis + 3) % VALUES);
        out[i * VALUES + axis] = packed.readInt16LE(offset_bytes + 2 * (i * CHANNELS + channel)) * scale[channel]!;
      }
    }
    return out;
  });
  return { count: samples, tS: Float64Array.from({ length: samples }, (_, i) => i / PTED_RATE_HZ), values };
}

/** One unit as a recording. */
export function ptedCsv({ count, tS, values }: PtedRecording, unit: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const [gx, gy, gz, ax, ay, az] = values[unit]!.subarray(i * VALUES, (i + 1) * VALUES);
    return [tS[i]!.toFixed(2), ...[ax, ay, az, gx, gy, gz].map((value) => value!.toFixed(4))].join(',');
  });
  return [HEADER, ...lines, ''].join('\n');
}
