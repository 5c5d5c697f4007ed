import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RawBlock } from '../../host/records/samples/raw-chunk.ts';
import type { RepRecord } from '../../host/records/session-document.ts';
import { openStore, type Store, type StoreOptions } from '../../host/records/store.ts';
import type { SessionEnd } from '../../host/records/stored-record.ts';
import { NO_FRAMES, NO_STIMULATION, type SessionStart } from '../../host/records/summary.ts';

export const WALL_MS = Date.UTC(2026, 2, 1, 9, 30);
const RATE_HZ = 104;

/** Removed when the test has finished. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'limber-records-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A simulation store, closed when the test has finished unless the test did it. */
export function temporaryStore(options: Partial<StoreOptions> & { readonly dataDir?: string } = {}): Store {
  const store = openStore(options.dataDir ?? temporaryDirectory(), {
    simulated: true,
    wallMs: () => WALL_MS,
    ...options,
  });
  onTestFinished(() => {
    if (store.database.sql.isOpen) store.close();
  });
  return store;
}

export function sessionStart(id: string): SessionStart {
  return {
    id,
    site: 'home-1',
    person: 'p-7',
    exercise: 'knee-extension',
    startedAtMs: WALL_MS,
    targetDeg: { low: 60, high: 80 },
    sensors: ['thigh', 'shank'],
  };
}

export function repOf(index: number, set = 1): RepRecord {
  const start_s = 5 * index;
  return {
    index,
    set,
    start_s,
    end_s: start_s + 4,
    rom_deg: 71.5,
    peak_deg: 74.2,
    tempo_s: { out: 1.5, hold: 1, back: 1.5 },
    confidence: 0.97,
  };
}

export function sessionEnd(change: Partial<SessionEnd> = {}): SessionEnd {
  return { outcome: 'completed', endMs: 95_000, frames: NO_FRAMES, stimulation: NO_STIMULATION, ...change };
}

/** Seconds of a limb that swings at 0.4 Hz, with the noise of an LSM6DS3 (about 5 counts) from a seeded generator. */
export function swingingBlock(sensor: string, fromS: number, toS: number, seed = 1): RawBlock {
  const count = Math.round((toS - fromS) * RATE_HZ);
  const random = mulberry32(seed + Math.round(fromS * 1000));
  const tMs = new Float64Array(count);
  const raw = new Int16Array(6 * count);
  for (let i = 0; i < count; i++) {
    const s = fromS + i / RATE_HZ;
    tMs[i] = 1000 * s * (1 + 30e-6);
    const phase = 2 * Math.PI * 0.4 * s;
    const signal = [0, 3000 * Math.cos(phase), 0, 8000 * Math.sin(phase), 100, 8000 * Math.cos(phase)];
    for (let axis = 0; axis < 6; axis++)
      raw[6 * i + axis] = signal[axis]! + 5 * (random() + random() + random() + random() - 2);
  }
  return { sensor, configurationId: 1, tMs, raw };
}

/** Tommy Ettinger's mulberry32: a small seeded generator, 0 to 1. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
