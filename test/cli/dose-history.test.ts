import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../host/records/store.ts';
import { sessionEnd, sessionStart } from '../records/session-fixture.ts';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';

const data = join(scratchFolder('dose-history'), 'data');
const history = (...more: string[]) =>
  runLimber(['dose', 'history', '--data', data, '--time-zone', 'Europe/Berlin', ...more]);

beforeAll(() => {
  let wallMs = Date.UTC(2026, 2, 1, 9, 30);
  const store = openStore(data, { simulated: true, wallMs: () => wallMs });
  const prescription = { id: 'rx-1', revision: 2, ceilingUa: 40_000, sessionMs: 1_800_000, dayMs: 3_600_000 };
  for (const [n, minutes] of [30, 31].entries()) {
    const recording = store.begin(sessionStart(`s-${n}`));
    recording.addDecision({ atMs: 0, kind: 'prescription', detail: { prescription } });
    const onTimeMs = 60_000 * minutes;
    recording.addDose({ atMs: 1, pulses: 180_000, chargeNc: 1_075_500_000, onTimeMs, peakCurrentUa: 30_000 });
    recording.addEvent({
      kind: 'stimulation-stopped',
      atMs: 2,
      currentUa: 0,
      reason: 'SESSION_DONE',
      prescriptionId: 'rx-1',
    });
    recording.finish(sessionEnd());
    wallMs += 3_600_000;
  }
  store.close();
});

describe.concurrent('limber dose history', () => {
  test('shows each day with its bar and sessions, and what is more than prescribed', async () => {
    const { code, stdout, stderr } = await history('--patient', 'p-7');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[2]).toMatch(/^2026-03-01 █{24} 61:00 of 60:00 min +360000 pulses +2151.0 mC +peak 30.0 mA +MORE THAN/);
    expect(lines[3]).toMatch(
      /^ {2}10:30 +30:00 of 30:00 min +180000 pulses +1075.5 mC +peak 30.0 mA of 40.0 mA +rx-1 revision 2 +SESSION_DONE +session s-0$/,
    );
    expect(lines[4]).toMatch(/^ {2}11:30 +31:00 of 30:00 min.+MORE THAN PRESCRIBED/);
    expect(lines.at(-1)).toMatch(/^1 day: 61:00 min/);
  });

  test('--json prints one document in units', async () => {
    const { code, stdout } = await history('--patient', 'p-7', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'limber/dose-history/1',
      person: 'p-7',
      time_zone: 'Europe/Berlin',
      days: [
        {
          day: '2026-03-01',
          on_time_s: 3660,
          day_limit_s: 3600,
          in_future: false,
          sessions: [
            { id: 's-0', charge_uc: 1_075_500, stop_reason: 'SESSION_DONE', account: 'counted' },
            { id: 's-1', prescription: { id: 'rx-1', revision: 2, ceiling_ua: 40_000 } },
          ],
        },
      ],
      total: { pulses: 360_000 },
    });
  });

  test('refuses a stranger, a window and a zone that there are not, in one line', async () => {
    expectOneLine(await history('--patient', 'nobody'), 2, /No session of "nobody" is stored here/);
    expectOneLine(await history('--patient', 'p-7', '--days', '0'), 2, /whole number of days/);
    expectOneLine(await history('--patient', 'p-7', '--time-zone', 'Mars/Olympus'), 2, /time zone/);
    expectOneLine(await history(), 2, /patient/);
  });
});
