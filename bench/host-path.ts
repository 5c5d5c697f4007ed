import { connectDevice } from '../host/connect/device-connection.ts';
import { exerciseSession } from '../host/exercise-session.ts';
import { exerciseById } from '../host/motion/index.ts';
import { type LinkListeners, linkListeners } from '../protocol/link-listeners.ts';
import { decodeMotionFrame } from '../protocol/motion-frame.ts';
import type { Placement } from '../protocol/placement.ts';
import type { Timeline } from '../protocol/timeline.ts';
import { type CapturedPacket, captureSession } from './captured-session.ts';
import { type JsonSample, obviousPath, type TextPacket } from './obvious-path.ts';
import { type BenchRow, compareNs, lessIsBetter } from './row.ts';

const PLACEMENTS: readonly Placement[] = ['thigh', 'shank'];
/** What fits into the payload of an nRF52840 board, of which text gets just as much. */
const PAYLOAD_BYTES = 128;
/** A gateway runs for days: enough rounds that the compiler has done its work on both sides. */
const ROUNDS = 30;
const LEAST_ROUNDS = 5;
/** In a clinic's hall; the reference was measured on 400 bands. */
const CLINIC_PEOPLE = 20;
const SAMPLES_PER_FRAME = 9;

/** Bytes in, repetitions out: the gateway's own stages against the obvious alternative, on the same bands' samples. */
export function hostPathRows(): BenchRow[] {
  return [hostPathRow(CLINIC_PEOPLE, 6), hostPathRow(1, 4)];
}

/** @param people each of them wears two bands and moves alike */
function hostPathRow(people: number, ratioAtLeast: number): BenchRow {
  const { packets } = captureSession(1, SAMPLES_PER_FRAME);
  const samples = people * packets.reduce((sum, { bytes }) => sum + decoded(bytes).sampleCount, 0);
  const texts = jsonPerSample(packets, people);
  // Bytes of their own for everybody, as the peer has.
  const own = packets.map((packet) =>
    Array.from({ length: people }, () => ({ ...packet, bytes: packet.bytes.slice() })),
  );
  const found = { ours: 0, peer: 0 };
  const ours = (): void => {
    found.ours = ourPath(own);
  };
  const peer = (): void => {
    found.peer = obviousPath(texts);
  };
  const { oursNs, peerNs } = compareNs(samples, ours, peer, Math.max(LEAST_ROUNDS, ROUNDS / people));
  return lessIsBetter(
    {
      name: `host path, bytes to repetitions, per sample, ${2 * people} bands`,
      figure: oursNs,
      unit: 'ns CPU',
      peer: 'JSON a sample over the same payload, RxJS event a sample, npm ahrs (Madgwick)',
      peerFigure: peerNs,
      note: `${found.ours} repetitions found, peer ${found.peer}; ${SAMPLES_PER_FRAME} samples a frame (${PAYLOAD_BYTES}-byte payloads)`,
    },
    { ratioAtLeast },
  );
}

function decoded(bytes: Uint8Array) {
  const frame = decodeMotionFrame(bytes);
  if (!frame.ok) throw new Error(frame.reason);
  return frame.value;
}

/** @param packets of each person, at each time of arrival */
function ourPath(packets: readonly (readonly CapturedPacket[])[]): number {
  const { timeline, advanceTo } = benchTimeline();
  const exercise = exerciseById('knee-extension')!;
  let reps = 0;
  const links = packets[0]!.map(() => {
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
  for (const together of packets) {
    advanceTo(together[0]!.atMs);
    together.forEach(({ placement, bytes, atMs }, person) => {
      links[person]!.get(placement)!.emitPacket('motion', bytes, atMs);
    });
  }
  return reps;
}

const silentLink = (name: string, { onPacket, onState }: LinkListeners) => ({
  name,
  payloadBytes: PAYLOAD_BYTES,
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

/**
 * The same samples as text over a link of its own for each band of each person, in pieces of the same payload. A piece is
 * sent as soon as it is full.
 */
function jsonPerSample(packets: readonly CapturedPacket[], people: number): TextPacket[] {
  const texts = PLACEMENTS.flatMap(() => Array.from({ length: people }, () => ''));
  const sequences = PLACEMENTS.map(() => 0);
  return packets.flatMap(({ placement, bytes, atMs }) => {
    const band = PLACEMENTS.indexOf(placement);
    const samples = jsonSamples(placement, bytes, atMs, sequences[band]!);
    sequences[band]! += samples.length;
    return Array.from({ length: people }, (_, person) => person).flatMap((person) => {
      const link = band * people + person;
      const lines = samples.map((sample) => `${JSON.stringify({ person, ...sample } satisfies JsonSample)}\n`);
      const text = texts[link]! + lines.join('');
      const full = Math.floor(text.length / PAYLOAD_BYTES);
      texts[link] = text.slice(full * PAYLOAD_BYTES);
      return Array.from({ length: full }, (_, i) => ({
        link,
        bytes: new TextEncoder().encode(text.slice(i * PAYLOAD_BYTES, (i + 1) * PAYLOAD_BYTES)),
      }));
    });
  });
}

function jsonSamples(sensor: Placement, bytes: Uint8Array, atMs: number, first: number): Omit<JsonSample, 'person'>[] {
  const { samplesRaw, sampleCount, configuration } = decoded(bytes);
  return Array.from({ length: sampleCount }, (_, i) => {
    const values = [...samplesRaw.subarray(6 * i, 6 * i + 6)];
    const gyro = values.slice(0, 3).map((raw) => Number((raw * configuration.gyroRadSPerRaw).toFixed(5)));
    const acc = values.slice(3).map((raw) => Number((raw * configuration.accMs2PerRaw).toFixed(4)));
    return { sensor, seq: first + i, t: Math.round(atMs), gyro, acc };
  });
}
