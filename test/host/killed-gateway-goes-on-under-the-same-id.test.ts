import { expect, test } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { passUntil } from '../virtual-time.ts';
import { KilledHome, REPS, SETS } from './killed-home.ts';

const SENSORS = ['thigh', 'shank'];
/** What a killed gateway may not have stored yet, and what intake still holds. */
const UNSTORED_MS = 1500;
const DOWN_MS = 2500;

interface Told {
  readonly document: SessionDocument;
  /** By sensor, time and counts of each sample. */
  readonly samples: ReadonlyMap<string, ReadonlyMap<number, string>>;
  readonly curve: ReadonlyMap<number, number>;
}

function told(rig: KilledHome, document: SessionDocument): Told {
  const { id } = document.session;
  const samples = new Map(SENSORS.map((sensor) => [sensor, samplesOf(rig, id, sensor)]));
  const { tMs, angleDeg } = rig.store.angleCurve(id);
  return { document, samples, curve: new Map([...tMs].map((t, i) => [t, angleDeg[i]!])) };
}

function samplesOf(rig: KilledHome, id: string, sensor: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const { tMs, raw } of rig.store.rawSamples(id, sensor))
    tMs.forEach((t, i) => {
      expect(found.has(t), `${sensor} has two samples at ${t} ms`).toBe(false);
      found.set(t, raw.subarray(6 * i, 6 * i + 6).join());
    });
  return found;
}

const until = <Value>(map: ReadonlyMap<number, Value>, ms: number): [number, Value][] =>
  [...map].filter(([t]) => t <= ms).sort(([a], [b]) => a - b);

async function uninterrupted(): Promise<Told> {
  const rig = new KilledHome();
  const home = await rig.begin();
  return told(rig, await passUntil(rig.clock, home.session.done, 20));
}

test('killed at ten random moments: the same id, and up to the gap the same as if nobody had killed it', async () => {
  const whole = await uninterrupted();
  expect(whole.document.reps).toHaveLength(SETS * REPS);
  const endMs = 1000 * whole.document.session.duration_s;
  const random = seededRandom(SEED).fork('kills');
  for (let kill = 0; kill < 10; kill++) {
    const atMs = random.uniform(300, endMs - 500);
    const rig = new KilledHome();
    const first = await rig.begin();
    await rig.live(atMs);
    const counted = rig.store.leftOpen()[0]!.reps;
    const home = await rig.killAndGoOn(DOWN_MS);
    const { document, samples, curve } = told(rig, await passUntil(rig.clock, home.session.done, 20));
    const where = `killed at ${(atMs / 1000).toFixed(2)} s`;

    expect(document.session, where).toMatchObject({ id: 'session-0', outcome: 'completed' });
    expect(document.session.started_at).toBe(whole.document.session.started_at);
    // Every repetition that was told of is there, as it was told, and the next ones are counted on.
    expect(document.reps.slice(0, counted.length), where).toEqual(whole.document.reps.slice(0, counted.length));
    expect(document.reps.map(({ index }) => index)).toEqual(document.reps.map((_, i) => i + 1));
    const [gap] = document.session.gaps!;
    expect(1000 * gap!.from_s, where).toBeGreaterThan(atMs - UNSTORED_MS);
    expect(1000 * gap!.to_s - atMs, where).toBeGreaterThan(DOWN_MS);
    const safeMs = atMs - UNSTORED_MS;
    for (const sensor of SENSORS)
      expect(until(samples.get(sensor)!, safeMs), `${where}, ${sensor}`).toEqual(
        until(whole.samples.get(sensor)!, safeMs),
      );
    expect(until(curve, safeMs), where).toEqual(until(whole.curve, safeMs));
    expect(rig.store.audit.verify()).toMatchObject({ intact: true });
    expect(rig.store.decisions('session-0').map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['session-interrupted', 'session-resumed']),
    );
    expect(first.session.plan().phase).not.toBe('finished');
  }
}, 120_000);
