import AHRS from 'ahrs';
import {
  concatMap,
  distinctUntilChanged,
  filter,
  from,
  groupBy,
  map,
  merge,
  mergeMap,
  type Observable,
  pairwise,
  Subject,
  scan,
  tap,
} from 'rxjs';

/**
 * What one would write in an afternoon with the packages there are, for the same job: text over the line, a JSON object and an RxJS
 * event for each sample, npm ahrs for orientation, the angle between two quaternions, smoothing, a threshold with hysteresis.
 */
export interface JsonSample {
  readonly person: number;
  readonly sensor: string;
  readonly seq: number;
  readonly t: number;
  readonly gyro: readonly number[];
  readonly acc: readonly number[];
}

interface Oriented {
  readonly sensor: string;
  readonly t: number;
  readonly quaternion: Quaternion;
}

interface Quaternion {
  readonly w: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

interface AnglePoint {
  readonly t: number;
  readonly angleDeg: number;
}

interface RepCounter {
  readonly rest: number | null;
  readonly away: boolean;
  readonly peakDeg: number;
  readonly startT: number;
  readonly reps: readonly { readonly start: number; readonly end: number; readonly romDeg: number }[];
}

/** A piece of text as a link's payload holds it: lines begin and end anywhere in it. */
export interface TextPacket {
  readonly link: number;
  readonly bytes: Uint8Array;
}

/** @param packets newline after each sample. @returns repetitions found */
export function obviousPath(packets: readonly TextPacket[]): number {
  const count = packets.reduce((most, { link }) => Math.max(most, link + 1), 0);
  const links = Array.from({ length: count }, () => new Subject<Uint8Array>());
  let reps = 0;
  merge(...links.map(samplesOf))
    .pipe(
      groupBy((sample) => sample.person),
      mergeMap((person$) => countReps(person$)),
    )
    .subscribe((found) => {
      reps += found;
    });
  for (const { link, bytes } of packets) links[link]!.next(bytes);
  return reps;
}

/** Text pieced together and cut at its newlines, a sample each. */
function samplesOf(chunk$: Observable<Uint8Array>): Observable<JsonSample> {
  return chunk$.pipe(
    map((chunk) => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('utf8')),
    scan(
      ({ rest }, text) => {
        const lines = (rest + text).split('\n');
        return { rest: lines.pop()!, lines };
      },
      { rest: '', lines: [] as string[] },
    ),
    concatMap(({ lines }) => from(lines)),
    filter((line) => line.length > 0),
    map((line) => JSON.parse(line) as JsonSample),
  );
}

/** Emits 1 with each repetition of one person. */
function countReps(sample$: Observable<JsonSample>): Observable<number> {
  const oriented$ = sample$.pipe(
    groupBy((sample) => sample.sensor),
    mergeMap((one$) => {
      const fusion = new AHRS({ sampleInterval: 1000 / 104, algorithm: 'Madgwick', beta: 0.05 });
      return one$.pipe(
        pairwise(),
        tap(([before, now]) => reportGap(before, now)),
        map(([, sample]) => orient(fusion, sample)),
      );
    }),
  );
  const angle$ = oriented$.pipe(
    scan((latest: Readonly<Record<string, Oriented>>, one) => ({ ...latest, [one.sensor]: one }), {}),
    filter((latest) => 'thigh' in latest && 'shank' in latest),
    map((latest): AnglePoint => {
      const angleDeg = angleBetween(latest.thigh!.quaternion, latest.shank!.quaternion);
      return { t: latest.shank!.t, angleDeg };
    }),
    scan((smooth, { t, angleDeg }) => ({ t, angleDeg: smooth.angleDeg + 0.2 * (angleDeg - smooth.angleDeg) })),
  );
  return angle$.pipe(
    scan<AnglePoint, RepCounter>(countRep, { rest: null, away: false, peakDeg: 0, startT: 0, reps: [] }),
    map(({ reps }) => reps.length),
    distinctUntilChanged(),
    filter((count) => count > 0),
    map(() => 1),
  );
}

function reportGap(before: JsonSample, now: JsonSample): void {
  if (now.seq !== before.seq + 1) console.warn(`${now.sensor}: ${now.seq - before.seq - 1} samples lost`);
}

function orient(fusion: AHRS, { sensor, t, gyro, acc }: JsonSample): Oriented {
  fusion.update(gyro[0]!, gyro[1]!, gyro[2]!, acc[0]!, acc[1]!, acc[2]!);
  return { sensor, t, quaternion: fusion.getQuaternion() };
}

function angleBetween(a: Quaternion, b: Quaternion): number {
  const w = Math.abs(a.w * b.w + a.x * b.x + a.y * b.y + a.z * b.z);
  return (2 * Math.acos(Math.min(1, w)) * 180) / Math.PI;
}

function countRep(state: RepCounter, { t, angleDeg }: AnglePoint): RepCounter {
  const rest = state.rest ?? angleDeg;
  const awayDeg = Math.abs(angleDeg - rest);
  if (!state.away && awayDeg > 45) return { ...state, rest, away: true, peakDeg: awayDeg, startT: t };
  if (!state.away) return { ...state, rest };
  if (awayDeg > 20) return { ...state, peakDeg: Math.max(state.peakDeg, awayDeg) };
  const rep = { start: state.startT, end: t, romDeg: state.peakDeg };
  return { ...state, away: false, reps: [...state.reps, rep] };
}
