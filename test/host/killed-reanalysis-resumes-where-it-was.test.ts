import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planReanalysis, reanalyse } from '../../host/reanalysis/reanalyse.ts';
import { openStore, type Store } from '../../host/records/store.ts';
import { mulberry32, temporaryDirectory, temporaryStore, WALL_MS } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';
import { kneeExtensions, olderSession, storedSession } from './stored-session.ts';

const SESSIONS = 6;
const KILLS = 2;

async function fill(data: string): Promise<void> {
  const store = openStore(data, { simulated: true, wallMs: () => WALL_MS });
  const live = await storedSession(store, { id: 'live', movement: kneeExtensions(3), air: { lossShare: 0 } });
  for (let i = 1; i <= SESSIONS; i++) olderSession(store, live, { id: `old-${i}` });
  store.close();
}

/** Until it stands still in the middle of a session. */
async function killedAt(data: string, breath: number): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'reanalyser.ts'), data, String(breath)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  const exit = once(child, 'exit');
  const said = await Promise.race([once(child.stdout, 'data'), exit]);
  expect(String(said[0])).toBe('here\n');
  child.kill('SIGKILL');
  await exit;
}

/** When each session was analysed again, by its id. */
const madeAt = (store: Store): Map<string, number> =>
  new Map(
    store.sessions().flatMap(({ session }) => store.analyses(session.id).map((one) => [session.id, one.madeAtMs])),
  );

test('a re-analysis that is killed twice has each session once in the end, and began none anew that was stored', async () => {
  const data = temporaryDirectory();
  await fill(data);
  const random = mulberry32(SEED);
  const before = new Map<string, number>();
  let left = SESSIONS;
  for (let kill = 0; kill < KILLS; kill++) {
    // Five breaths a session: in the first to third of those that are left.
    await killedAt(data, 1 + Math.floor(random() * 10));
    const store = openStore(data, { simulated: true, wallMs: () => WALL_MS });
    const made = madeAt(store);
    for (const [id, atMs] of before) expect(made.get(id)).toBe(atMs);
    for (const [id, atMs] of made) before.set(id, atMs);
    left = planReanalysis(store, store.sessions()).due.length;
    expect(left).toBe(SESSIONS - made.size);
    expect(left).toBeGreaterThan(0);
    store.close();
  }
  const store = temporaryStore({ dataDir: data });
  const analysed: string[] = [];
  await reanalyse(store, planReanalysis(store, store.sessions()).due, {
    breathe: async () => {},
    isOver: () => false,
    analysed: ({ session }) => void analysed.push(session.id),
    impossible: () => {},
  });
  expect(analysed).toHaveLength(left);
  expect(analysed.filter((id) => before.has(id))).toEqual([]);
  expect(madeAt(store).size).toBe(SESSIONS);
  for (let i = 1; i <= SESSIONS; i++) {
    const [analysis, ...others] = store.analyses(`old-${i}`);
    expect(others).toEqual([]);
    expect(analysis!.document.reps).toEqual(store.session('live').reps);
  }
});
