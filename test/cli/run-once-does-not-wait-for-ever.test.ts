import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { openArchive } from '../../host/records/store.ts';
import { scratchFolder, startLimber } from './limber.ts';
import { serveBands } from './served-bands.ts';

/** Two minutes are over soon; nothing is stimulated, so that a busy machine spoils nothing. */
const SPEED = 50;
const LIVE_MS = 120_000;

test(
  'bands that never come back end the one session: how long it waits is told, exit code 1, and what was done is kept and named',
  async () => {
    const served = await serveBands({ seed: 3, speed: SPEED, liveMs: LIVE_MS });
    const worn = ['thigh', 'shank'].flatMap((placement) => ['--port', `${placement}=${served.ports[placement]}`]);
    const data = join(scratchFolder('absent'), 'data');
    const run = ['run', '--once', '--json', '--link', 'serial', ...worn, '--speed', String(SPEED), '--data', data];
    const gateway = startLimber(run, undefined, {}, LIVE_MS);
    await gateway.printed(/set 1 of 2 begins/);
    await served.close();
    const { code, stdout, stderr } = await gateway.finished;
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/the session waits 120 s for the band on the thigh \(sim-\S+\); then it ends/);
    expect(stderr).toMatch(/the band on the (thigh|shank) \(sim-\S+\) did not come back within 120 s/);
    const document = JSON.parse(stdout) as SessionDocument;
    const { id } = document.session;
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(`ended early; what was done of it is kept as session ${id}`);
    expect(document).toMatchObject({ session: { outcome: 'stopped' }, stimulation: { pulses: 0 } });
    const archive = openArchive(data);
    expect(archive.session(id).stored.samples).toBeGreaterThan(0);
    archive.close();
  },
  LIVE_MS,
);
