import { connectDevice } from '../host/connect/device-connection.ts';
import { exerciseSession } from '../host/exercise-session.ts';
import { exerciseById } from '../host/motion/index.ts';
import { type LinkListeners, linkListeners } from '../protocol/link-listeners.ts';
import { decodeMotionFrame } from '../protocol/motion-frame.ts';
import type { Placement } from '../protocol/placement.ts';
import type { Timeline } from '../protocol/timeline.ts';
import { type CapturedPacket, captureSession } from './captured-session.ts';
import { type JsonSample, obviousPath } from './obvious-path.ts';
import { type BenchRow, compareNs, lessIsBetter } from './row.ts';

const PLACEMENTS = ['thigh', 'shank'] as const;
/** What fits into the payload of an nRF52840 board. */
const SAMPLES_PER_FRAME = 9;

/**
 * Bytes in, repetitions out: the gateway's own stages against the obvious alternative, on the same bands' samples.
 * @param people each of them wears two bands and moves alike: one in a home, many in a clinic
 */
export function hostPathRow(people = 1): BenchRow {
  const { packets } = captureSession(1, SAMPLES_PER_FRAME);
  const samples = people * packets.reduce((sum, { bytes }) => sum + decoded(bytes).sampleCount, 0);
  const texts = jsonPerSample(packets, people);
  const found = { ours: 0, peer: 0 };
  const ours = (): void => {
    found.ours = ourPath(packets, people);
  };
  const peer = (): void => {
    found.peer = obviousPath(texts);
  };
  const { oursNs, peerNs } = compareNs(samples, ours, peer);
  return lessIsBetter(
    {
      name: `host path, bytes to repetitions, per sample, ${2 * people} bands`,
      figure: oursNs,
      unit: 'ns CPU',
      peer: 'JSON a sample, RxJS event a sample, npm ahrs (Madgwick)',
      peerFigure: peerNs,
      note: `${found.ours} repetitions found, peer ${found.peer}; ${SAMPLES_PER_FRAME} samples a frame (128-byte payloads)`,
    },
    { ratioAtLeast: 4 },
  );
}

function decoded(bytes: Uint8Array) {
  const frame = decodeMotionFrame(bytes);
  if (!frame.ok) throw new Error(frame.reason);
  return frame.value;
}

function ourPath(packets: readonly CapturedPacket[], people: number): number {
  const { timeline, advanceTo } = benchTimeline();
  const exercise = exerciseById('knee-extension')!;
  let reps = 0;
  const links = Array.from({ length: people }, () => {
    const listeners = new Map<Placement, LinkListeners>(
      PLACEMENTS.map((placement) => [placement, linkListeners('up')]),
    );
    const bands = PLACEMENTS.map((placement) => ({
      placement,
      connection: connectDevice(silentLink(placement, listeners.get(placement)!)),
    }));
    exerciseSession({ bands, exercise, rateHz: 104, timeline, originMs: 0 }).subscribe((event) => {
      if (event.kind === 'rep') reps++;
    });
    return listeners;
  });
  for (const { placement, bytes, atMs } of packets) {
    advanceTo(atMs);
    for (const listeners of links) listeners.get(placement)!.emitPacket('motion', bytes, atMs);
  }
  return reps;
}

const silentLink = (name: string, { onPacket, onState }: LinkListeners) => ({
  name,
  payloadBytes: 128,
  onPacket,
  onState,
  send: async () => {},
  close: async () => {},
});

/** Time as the packets bring it. */
function benchTimeline(): { timeline: Timeline; advanceTo(atMs: number): void } {
  const timers: { atMs: number; periodMs: number; callback: () => void }[] = [];
  let nowMs = 0;
  return {
    timeline: {
      nowMs: () => nowMs,
      wallMs: () => nowMs,
      after: () => () => {},
      every: (periodMs, callback) => {
        timers.push({ atMs: periodMs, periodMs, callback });
        return () => {};
      },
    },
    advanceTo: (atMs) => {
      nowMs = atMs;
      for (const timer of timers) {
        for (; timer.atMs <= nowMs; timer.atMs += timer.periodMs) timer.callback();
      }
    },
  };
}

/** The same samples as text, as many of them in a chunk as the band packs into a frame, for every person alike. */
function jsonPerSample(packets: readonly CapturedPacket[], people: number): Uint8Array[] {
  const sequences = new Map<string, number>();
  return packets.flatMap(({ placement, bytes, atMs }) => {
    const { samplesRaw, sampleCount, configuration } = decoded(bytes);
    const first = sequences.get(placement) ?? 0;
    sequences.set(placement, first + sampleCount);
    const samples = Array.from({ length: sampleCount }, (_, i): Omit<JsonSample, 'person'> => {
      const values = [...samplesRaw.subarray(6 * i, 6 * i + 6)];
      const gyro = values.slice(0, 3).map((raw) => Number((raw * configuration.gyroRadSPerRaw).toFixed(5)));
      const acc = values.slice(3).map((raw) => Number((raw * configuration.accMs2PerRaw).toFixed(4)));
      return { sensor: placement, seq: first + i, t: Math.round(atMs), gyro, acc };
    });
    return Array.from({ length: people }, (_, person) => {
      const lines = samples.map((sample) => JSON.stringify({ person, ...sample } satisfies JsonSample));
      return new TextEncoder().encode(`${lines.join('\n')}\n`);
    });
  });
}
