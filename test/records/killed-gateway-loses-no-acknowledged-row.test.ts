import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { queueRecord } from '../../host/relay/queued-records.ts';
import { SEED } from '../seeded.ts';
import { mulberry32, temporaryDirectory, temporaryStore } from './session-fixture.ts';

const KILLS = 4;

it('kill -9 of a writing gateway loses no acknowledged rep, decision, dose or message, and frees the directory', async () => {
  const random = mulberry32(SEED);
  for (let kill = 0; kill < KILLS; kill++) {
    const dataDir = temporaryDirectory();
    const acknowledged = await killAfter(dataDir, 1 + Math.floor(60 * random()));
    const store = temporaryStore({ dataDir, beside: queueRecord });
    const [document] = store.interrupted;
    expect(document?.session.outcome).toBe('interrupted');
    expect(document?.session.duration_s).toBeGreaterThanOrEqual(5 * acknowledged + 4);
    expect(document!.reps.length).toBeGreaterThanOrEqual(acknowledged);
    expect(document!.reps.map(({ index }) => index)).toEqual(document!.reps.map((_, i) => i + 1));
    expect(document!.stimulation).toMatchObject({ stop_reason: 'UNKNOWN' });
    expect(document!.stimulation.pulses).toBeGreaterThanOrEqual(10 * acknowledged);
    expect(store.doseSince('p-7', 0).chargeNc).toBeGreaterThanOrEqual(7 * acknowledged);
    expect(store.decisions('killed').length).toBeGreaterThanOrEqual(acknowledged);
    expect(store.audit.verify()).toMatchObject({ intact: true });
    expect(document!.ledger).toMatchObject({ records: store.audit.head().records });
    const samples = [...store.rawSamples('killed', 'shank')].reduce((sum, block) => sum + block.tMs.length, 0);
    expect(samples).toBe(document!.stored.samples);
    // A chunk is acknowledged when the next one begins: of each pair of 10 s chunks the last may still be in memory.
    expect(samples).toBeGreaterThanOrEqual((20 * acknowledged - 10) * 104);
    expect(store.session('killed').published.pending).toBe(document!.reps.length + 1);
    store.close();
  }
}, 60_000);

/** Kills the writer, at whatever it is doing, once it has acknowledged so many; returns how many it had by then. */
async function killAfter(dataDir: string, wanted: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === wanted) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}
