import { beforeAll, describe, expect, test, vi } from 'vitest';
import { EXIT } from '../../host/cli/exit-code.ts';
import { reanalyseCommand } from '../../host/cli/reanalyse.ts';
import { openArchive, openStore } from '../../host/records/store.ts';
import type { SessionStart } from '../../host/records/summary.ts';
import { kneeExtensions, olderSession, storedSession } from '../host/stored-session.ts';
import { WALL_MS } from '../records/session-fixture.ts';
import { expectOneLine, type Finished, runInOneProcess, scratchFolder } from './limber.ts';

const data = scratchFolder('reanalyse');
const REPS = 3;
const ALL = ['reanalyse', '--all', '--data', data];
let beforeRun: ReturnType<typeof whatMustStay>;
let besideGateway: readonly Finished[];
let ran: readonly Finished[];

/** Present, older, and what stands against each of the others. */
async function fillRecords(): Promise<void> {
  const store = openStore(data, { simulated: true, wallMs: () => WALL_MS });
  const live = await storedSession(store, { id: 'live', movement: kneeExtensions(REPS), air: { lossShare: 0 } });
  const older = (id: string, change: Partial<SessionStart> = {}) => olderSession(store, live, { id, ...change });
  older('older');
  older('other-person', { person: 'p-8' });
  older('no-exercise', { exercise: 'juggling' });
  older('no-calibration', { calibrations: { shank: '00' } });
  older('deleted');
  older('damaged');
  older('half-deleted');
  store.database.sql.exec("DELETE FROM chunk WHERE session_id = 'deleted'");
  const first = "SELECT min(id) FROM chunk WHERE session_id = 'half-deleted'";
  store.database.sql.exec(`DELETE FROM chunk WHERE id = (${first})`);
  // Found only when the session is read to its end.
  const last = "SELECT max(id) FROM chunk WHERE session_id = 'damaged'";
  store.database.sql.exec(`UPDATE chunk SET data = zeroblob(80) WHERE id = (${last})`);
  besideGateway = await runInOneProcess([
    ['reanalyse', '--data', data],
    ['reanalyse', '--all', '--session', 'older', '--data', data],
    ALL,
    [...ALL, '--dry-run'],
    ['reanalyse', '--session', 'nobody', '--dry-run', '--data', data],
  ]);
  store.close();
}

function whatMustStay() {
  const archive = openArchive(data);
  const { sql } = archive.database;
  const count = (table: string) => Number(sql.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  const kept = {
    documents: archive.sessions(),
    chain: archive.audit.head(),
    rows: ['session', 'rep', 'chunk', 'angle_chunk', 'decision', 'dose', 'audit', 'outbox'].map(count),
  };
  archive.close();
  return kept;
}

beforeAll(async () => {
  await fillRecords();
  beforeRun = whatMustStay();
  ran = await runInOneProcess([
    ['reanalyse', '--patient', 'p-8', '--data', data],
    [...ALL, '--json'],
    ALL,
    ['export', '--session', 'older', '--data', data],
    ['export', '--session', 'older', '--core', 'latest', '--data', data],
    ['export', '--session', 'older', '--core', 'latest', '--format', 'jsonl', '--data', data],
    ['report', '--session', 'older', '--data', data],
    ['report', '--session', 'older', '--core', 'latest', '--data', data],
  ]);
});

describe('limber reanalyse', () => {
  test('wants to be told which sessions', () => {
    expectOneLine(besideGateway[0]!, 2, /--session <id>, --patient <id> or --all/);
    expectOneLine(besideGateway[1]!, 2, /--session <id>, --patient <id> or --all/);
  });

  test('beside a running gateway it refuses in words, and only says what there is to do', () => {
    expectOneLine(besideGateway[2]!, 1, /is in use by another gateway/);
    expect(besideGateway[3]).toMatchObject({ code: 0, stdout: '' });
    expect(besideGateway[3]!.stderr).toMatch(
      /3 sessions to analyse with motion core 1, .* min of recording; 1 session it has/,
    );
    expectOneLine(besideGateway[4]!, 1, /No finished session has the id nobody/);
  });

  test('takes one person’s sessions and says what changed', () => {
    const { code, stderr } = ran[0]!;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^session other-person: repetitions 2 → 3/m);
    expect(stderr).toMatch(/^1 session analysed with motion core 1, 1 with other results$/m);
    expect(stderr).not.toContain('p-8');
  });

  test('does all that can be done, and names the others with the reason', () => {
    const { code, stdout } = ran[1]!;
    const said = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(said).toMatchObject({ schema: 'limber/reanalysis/1', motion_core: 1, analysed_before: 2, remaining: [] });
    expect(said.analysed.map((one: { session: string }) => one.session)).toEqual(['older']);
    expect(said.analysed[0]).toMatchObject({
      motion_core_before: null,
      changes: expect.arrayContaining([{ figure: 'reps', before: REPS - 1, after: REPS }]),
    });
    const reasons = said.not_analysed.map((one: { session: string; why: string }) => [one.session, one.why]);
    expect(Object.fromEntries(reasons)).toEqual({
      'no-exercise': 'exercise-gone',
      'no-calibration': 'calibration-missing',
      deleted: 'raw-samples-deleted',
      'half-deleted': 'raw-samples-deleted',
      damaged: 'damaged',
    });
  });

  test('has nothing to do the second time', () => {
    expect(ran[2]!.code).toBe(0);
    expect(ran[2]!.stderr).toMatch(/^0 sessions analysed .*; 3 sessions it has seen before$/m);
    expect(ran[2]!.stderr).toMatch(
      /^session deleted is left as it is: its raw samples, or some of them, were deleted since$/m,
    );
  });

  test('touches nothing that was recorded, chained or queued', () => {
    expect(whatMustStay()).toEqual(beforeRun);
  });

  test('what was recorded is exported and reported unless the latest core is asked for', () => {
    const [recorded, latest, lines, page, latestPage] = ran.slice(3);
    const rows = ({ stdout }: Finished): number => stdout.trim().split('\n').length - 1;
    expect([rows(recorded!), rows(latest!)]).toEqual([REPS - 1, REPS]);
    expect(JSON.parse(lines!.stdout)).toMatchObject({ message_id: 'older-analysis-1', motion_core: 1 });
    expect([page!.code, latestPage!.code]).toEqual([0, 0]);
    expect(latestPage!.stdout).not.toBe(page!.stdout);
  });
});

test('Ctrl-C ends it after the present session, in words, and the next run goes on behind that one', async () => {
  const folder = scratchFolder('reanalyse-cut');
  const store = openStore(folder, { simulated: true, wallMs: () => WALL_MS });
  const live = await storedSession(store, { id: 'live', movement: kneeExtensions(REPS), air: { lossShare: 0 } });
  for (const id of ['old-1', 'old-2', 'old-3']) olderSession(store, live, { id });
  store.close();
  const all = ['--all', '--data', folder];
  const pressed = await reanalysed(all, /10 % /);
  expect(pressed.code).toBe(EXIT.cutShort);
  expect(pressed.said).toMatch(/^1 session analysed .*; 2 remain: run it again, and it goes on there$/m);
  const next = await reanalysed(all);
  expect(next.code).toBe(0);
  expect(next.said).toMatch(/^2 sessions analysed .*; 2 sessions it has seen before$/m);
});

/** In this process, so that the key is pressed at a known moment: as soon as this was said. */
async function reanalysed(args: readonly string[], pressAt?: RegExp): Promise<{ code: number; said: string }> {
  let said = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    if (pressAt?.test(String(text))) process.emit('SIGINT');
    return true;
  });
  try {
    await reanalyseCommand().parseAsync(args, { from: 'user' });
    return { code: Number(process.exitCode ?? 0), said };
  } finally {
    write.mockRestore();
    process.exitCode = 0;
  }
}
