import { connectDevice } from '../host/connect/device-connection.ts';
import { exerciseSession } from '../host/exercise-session.ts';
import { exerciseById } from '../host/motion/index.ts';
import { linkListeners } from '../protocol/link-listeners.ts';
import { decodeMotionFrame } from '../protocol/motion-frame.ts';
import type { Placement } from '../protocol/placement.ts';
import type { Timeline } from '../protocol/timeline.ts';
import { type CapturedPacket, type CapturedSession, captureSession } from './captured-session.ts';
import { type JsonSample, obviousPath } from './obvious-path.ts';
import { type BenchRow, compareNs, lessIsBetter } from './row.ts';

/** What fits into the payload of an nRF52840 board. */
const SAMPLES_PER_FRAME = 9;
const PLACEMENTS = ['thigh', 'shank'] as const;

/** Bytes in, repetitions out: the gateway's own stages against the obvious alternative, on the same two bands' samples. */
export function hostPathRow(): BenchRow {
  const session = captureSession(1, SAMPLES_PER_FRAME);
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
      note: `${found.ours} of ${session.reps} repetitions, peer ${found.peer}; ${SAMPLES_PER_FRAME} samples a frame (128-byte payloads)`,
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

/** The same samples as text, as many of them in a chunk as the band packs into a frame. */
function jsonPerSample(packets: readonly CapturedPacket[]): Uint8Array[] {
  const sequences = new Map<string, number>();
  return packets.map(({ placement, bytes, atMs }) => {
    const { samplesRaw, sampleCount, configuration } = decoded(bytes);
    const lines = Array.from({ length: sampleCount }, (_, i) => {
      const values = [...samplesRaw.subarray(6 * i, 6 * i + 6)];
      const gyro = values.slice(0, 3).map((raw) => Number((raw * configuration.gyroRadSPerRaw).toFixed(5)));
      const acc = values.slice(3).map((raw) => Number((raw * configuration.accMs2PerRaw).toFixed(4)));
      const seq = sequences.get(placement) ?? 0;
      sequences.set(placement, seq + 1);
      const sample: JsonSample = { sensor: placement, seq, t: Math.round(atMs), gyro, acc };
      return JSON.stringify(sample);
    });
    return new TextEncoder().encode(`${lines.join('\n')}\n`);
  });
}
