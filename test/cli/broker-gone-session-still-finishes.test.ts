import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pseudonymTraces } from '../records/pseudonym-traces.ts';
import { documentOf, runLimber, scratchFolder } from './limber.ts';

test('without its broker a session finishes, is stored, and waits to be published', async () => {
  const data = join(scratchFolder('broker-gone'), 'data');
  const args = ['run', '--once', '--json', '--speed', 'max', '--data', data];
  const gone = await runLimber([...args, '--broker', 'mqtt://127.0.0.1:1']);
  const document = documentOf(gone);
  expect(document.reps).toHaveLength(16);
  expect(document.stored.sessions).toBe(1);
  expect(document.published.messages).toBe(0);
  expect(document.published.pending).toBeGreaterThan(document.reps.length);
  expect(gone.stderr).toMatch(/broker mqtt:\/\/127\.0\.0\.1:1 can't be used/);

  // The next session finds a broker, and what waited goes out with it.
  const back = documentOf(await runLimber([...args, '--seed', '2']));
  expect(back.published.pending).toBe(0);
  const { stdout } = await runLimber(['export', '--data', data, '--format', 'jsonl']);
  const sessions = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(sessions.map(({ published }) => published.pending)).toEqual([0, 0]);

  // Stimulated, and named in nothing that is said or kept beside the records.
  const { person } = document.session;
  expect(document.stimulation.pulses).toBeGreaterThan(0);
  expect(gone.stderr).not.toContain(person);
  expect(pseudonymTraces(data, person)).toEqual([]);
});
