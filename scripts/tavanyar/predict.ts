import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repsByTemplates } from '../../host/cli/analyse-reps.ts';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { convertSession, convertTemplates } from './convert.ts';
import {
  personOf,
  rowAt,
  TAVANYAR_EXECUTIONS,
  TAVANYAR_EXERCISES,
  type TavanyarSession,
  tavanyarSessions,
  tavanyarTemplates,
} from './sessions.ts';

/**
 * npx node scripts/tavanyar/predict.ts <data folder> <predictions.json> [own | others]
 * What `limber analyse reps` finds in every session, as score_tavanyar.py reads it: with the subject's own templates or
 * with other subjects' only. Without either, every session goes through `limber replay`, where exercise and execution are
 * not told apart: the exercise is the one that was asked for, the execution always 0.
 */
const [from, to, whose] = process.argv.slice(2);
if (from === undefined || to === undefined || ![undefined, 'own', 'others'].includes(whose)) {
  console.error('usage: npx node scripts/tavanyar/predict.ts <data folder> <predictions.json> [own | others]');
  process.exit(2);
}
const limber = join(import.meta.dirname, '../../bin/limber.js');
const folder = mkdtempSync(join(tmpdir(), 'limber-tavanyar-'));

interface Found {
  readonly exercise: string;
  readonly execution: string | null;
  readonly start_s: number;
  readonly end_s: number;
}

function replay(session: TavanyarSession): Found[] {
  const sensors = [...convertSession(session, folder)].map(([name, file]) => `${name}=${file}`).join(',');
  const args = ['replay', '--exercise', session.exercise, '--sensors', sensors, '--json'];
  const output = execFileSync(process.execPath, [limber, ...args, '--data', join(folder, 'data')], {
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  });
  const { reps } = JSON.parse(output.toString('utf8')) as SessionDocument;
  return reps.map((rep) => ({ ...rep, exercise: session.exercise, execution: null }));
}

function analyse(session: TavanyarSession, dataFolder: string): Found[] {
  const person = personOf(session);
  const templates = tavanyarTemplates(dataFolder).filter((one) => (one.person === person) === (whose === 'own'));
  const file = convertTemplates(templates, folder);
  const firstS = session.rows[0]![0]! / 1000;
  const found = repsByTemplates({ sensors: convertSession(session, folder), person, out: '' }, file);
  return found.map((rep) => ({ ...rep, start_s: rep.start_s - firstS, end_s: rep.end_s - firstS }));
}

try {
  const predictions = tavanyarSessions(from).map((session) => {
    const found = whose === undefined ? replay(session) : analyse(session, from);
    console.log(`${session.id}  ${session.exercise}  ${found.length} repetitions`);
    const rows = found.map(({ exercise, execution, start_s, end_s }) => ({
      exercise: TAVANYAR_EXERCISES.indexOf(exercise as (typeof TAVANYAR_EXERCISES)[number]),
      execution: Math.max(0, (TAVANYAR_EXECUTIONS as readonly (string | null)[]).indexOf(execution)),
      start: rowAt(session, start_s),
      end: rowAt(session, end_s),
    }));
    return [session.id, rows] as const;
  });
  writeFileSync(to, JSON.stringify(Object.fromEntries(predictions)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
