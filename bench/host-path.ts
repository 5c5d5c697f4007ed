import AHRS from 'ahrs';
import { filter, map, Subject, scan } from 'rxjs';
import { connectDevice } from '../host/connect/device-connection.ts';
import { exerciseSession } from '../host/exercise-session.ts';
import { exerciseById } from '../host/motion/index.ts';
import { linkListeners } from '../protocol/link-listeners.ts';
import { decodeMotionFrame } from '../protocol/motion-frame.ts';
import type { Placement } from '../protocol/placement.ts';
import type { Timeline } from '../protocol/timeline.ts';
import { type CapturedPacket, type CapturedSession, captureSession } from './captured-session.ts';
import { type BenchRow, compareNs, lessIsBetter } from './row.ts';

const PLACEMENTS = ['thigh', 'shank'] as const;

/** Bytes in, repetitions out: the gateway's own stages against the obvious alternative, on the same two bands' samples. */
export function hostPathRow(): BenchRow {
  const session = captureSession(1);
  const samples = session.packets.reduce((sum, { bytes }) => sum + decoded(bytes).sampleCount, 0);
  const texts = jsonPerSample(session.packets);
  const found = { ours: 0, peer: 0 };
  const { oursNs, peerNs } = compareNs(
    samples,
    () => {
      found.ours = ourPath(session);
    },
    () => {
      found.peer = obviousPath(texts);
    },
  );
  return lessIsBetter(
    {
      name: 'host path, bytes to repetitions, per sample',
      figure: oursNs,
      unit: 'ns CPU',
      peer: 'JSON a sample, RxJS event a sample, npm ahrs (Madgwick)',
      peerFigure: peerNs,
      note: `${found.ours} of ${session.reps} repetitions, peer ${found.peer}; 50-byte payloads`,
    },
    { ratioAtLeast: 4 },
  );
}

function decoded(bytes: Uint8Array) {
  const frame = decodeMotionFrame(bytes);
  if (!frame.ok) throw new Error(frame.reason);
  return frame.value;
}

function ourPath({ packets }: CapturedSession): number {
  let nowMs = 0;
  const due: { atMs: number; periodMs: number; callback: () => void }[] = [];
  const timeline: Timeline = {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    after: () => () => {},
    every: (periodMs, callback) => {
      due.push({ atMs: periodMs, periodMs, callback });
      return () => {};
    },
  };
  const links = new Map(PLACEMENTS.map((placement) => [placement as Placement, linkListeners('up')]));
  const bands = PLACEMENTS.map((placement) => {
    const { onPacket, onState } = links.get(placement)!;
    const link = { name: placement, payloadBytes: 50, onPacket, onState, send: async () => {}, close: async () => {} };
    return { placement, connection: connectDevice(link) };
  });
  let reps = 0;
  const exercise = exerciseById('knee-extension')!;
  exerciseSession({ bands, exercise, rateHz: 104, timeline, originMs: 0 }).subscribe((event) => {
    if (event.kind === 'rep') reps++;
  });
  for (const { placement, bytes, atMs } of packets) {
    nowMs = atMs;
    for (const timer of due) {
      for (; timer.atMs <= nowMs; timer.atMs += timer.periodMs) timer.callback();
    }
    links.get(placement)!.emitPacket('motion', bytes, atMs);
  }
  return reps;
}

interface JsonSample {
  readonly s: string;
  readonly t: number;
  readonly g: readonly number[];
  readonly a: readonly number[];
}

function jsonPerSample(packets: readonly CapturedPacket[]): string[] {
  return packets.flatMap(({ placement, bytes, atMs }) => {
    const { samplesRaw, sampleCount, configuration } = decoded(bytes);
    return Array.from({ length: sampleCount }, (_, i) => {
      const values = [...samplesRaw.subarray(6 * i, 6 * i + 6)];
      const g = values.slice(0, 3).map((raw) => Number((raw * configuration.gyroRadSPerRaw).toFixed(5)));
      const a = values.slice(3).map((raw) => Number((raw * configuration.accMs2PerRaw).toFixed(4)));
      return JSON.stringify({ s: placement, t: Math.round(atMs), g, a } satisfies JsonSample);
    });
  });
}

/** What one would write in an afternoon: parse, fuse with the package there is, relative angle, threshold with hysteresis. */
function obviousPath(texts: readonly string[]): number {
  const lines = new Subject<string>();
  const filters = Object.fromEntries(
    PLACEMENTS.map((placement) => [
      placement,
      new AHRS({ sampleInterval: 1000 / 104, algorithm: 'Madgwick', beta: 0.05 }),
    ]),
  );
  let reps = 0;
  lines
    .pipe(
      map((line) => JSON.parse(line) as JsonSample),
      map((sample) => {
        const own = filters[sample.s]!;
        own.update(sample.g[0]!, sample.g[1]!, sample.g[2]!, sample.a[0]!, sample.a[1]!, sample.a[2]!);
        return { sensor: sample.s, q: own.getQuaternion() };
      }),
      scan((latest: Record<string, Quaternion>, { sensor, q }) => ({ ...latest, [sensor]: q }), {}),
      filter((latest) => 'thigh' in latest && 'shank' in latest),
      map((latest) => relativeAngleDeg(latest.thigh!, latest.shank!)),
      scan((state: { start: number | null; up: boolean; reps: number }, angleDeg) => threshold(state, angleDeg), {
        start: null,
        up: false,
        reps: 0,
      }),
    )
    .subscribe((state) => {
      reps = state.reps;
    });
  for (const text of texts) lines.next(text);
  return reps;
}

interface Quaternion {
  readonly w: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

function relativeAngleDeg(a: Quaternion, b: Quaternion): number {
  const w = Math.abs(a.w * b.w + a.x * b.x + a.y * b.y + a.z * b.z);
  return (2 * Math.acos(Math.min(1, w)) * 180) / Math.PI;
}

function threshold(state: { start: number | null; up: boolean; reps: number }, angleDeg: number) {
  const start = state.start ?? angleDeg;
  const away = Math.abs(angleDeg - start);
  if (!state.up && away > 45) return { start, up: true, reps: state.reps };
  if (state.up && away < 20) return { start, up: false, reps: state.reps + 1 };
  return { start, up: state.up, reps: state.reps };
}
