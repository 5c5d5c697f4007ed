import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { openArchive } from '../../host/records/store.ts';
import { scratchFolder, startLimber } from './limber.ts';

const ENDS_WITHIN_MS = 8_000;

/** What is stored once the program has ended. */
function storedIn(data: string): readonly SessionDocument[] {
  const archive = openArchive(data);
  try {
    return archive.sessions().map(({ session }) => archive.session(session.id));
  } finally {
    archive.close();
  }
}

describe.concurrent('a signal ends the gateway in good order', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s during the exercise: exit code 0, the session kept as stopped',
    async (signal) => {
      const data = join(scratchFolder('signal'), 'data');
      const gateway = startLimber(['run', '--http-port', '0', '--speed', '20', '--data', data]);
      await gateway.printed(/2\/16 repetitions/);
      const beganMs = performance.now();
      gateway.child.kill(signal);
      const { code, stderr } = await gateway.finished;
      expect(code, stderr).toBe(0);
      expect(performance.now() - beganMs).toBeLessThan(ENDS_WITHIN_MS);
      expect(storedIn(data)).toMatchObject([{ session: { outcome: 'stopped' }, published: { pending: 0 } }]);
      expect(storedIn(data)[0]!.reps.length).toBeGreaterThanOrEqual(2);
    },
  );

  test('during stimulation: the band has confirmed the stop before the session is closed', async () => {
    const data = join(scratchFolder('signal'), 'data');
    const session = startLimber(['run', '--once', '--json', '--speed', '20', '--data', data]);
    await session.printed(/stimulation begins/);
    session.child.kill('SIGINT');
    const { code, stdout, stderr } = await session.finished;
    expect(code, stderr).toBe(130);
    const document = JSON.parse(stdout) as SessionDocument;
    expect(document).toMatchObject({ session: { outcome: 'stopped' }, stimulation: { stop_reason: 'STOP' } });
    expect(storedIn(data)).toMatchObject([{ session: { outcome: 'stopped' }, reps: document.reps }]);
  });

  test('a signal heard twice at once, as npm hands it on, is one signal', async () => {
    const data = join(scratchFolder('signal'), 'data');
    const session = startLimber(['run', '--once', '--json', '--speed', '20', '--data', data]);
    await session.printed(/set 1 of 2 begins/);
    session.child.kill('SIGINT');
    session.child.kill('SIGINT');
    const { code, stdout, stderr } = await session.finished;
    expect(code, stderr).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ session: { outcome: 'stopped' } });
  });

  test('between sessions: exit code 0 at once', async () => {
    const data = join(scratchFolder('signal'), 'data');
    const gateway = startLimber(['run', '--http-port', '0', '--speed', 'max', '--data', data]);
    await gateway.printed(/published \d+ messages/);
    gateway.child.kill('SIGTERM');
    const { code, stderr } = await gateway.finished;
    expect(code, stderr).toBe(0);
    expect(storedIn(data)).toMatchObject([{ session: { outcome: 'completed' } }]);
  });
});
