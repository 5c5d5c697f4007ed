import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { recordingCsv, rowAt, TAVANYAR_SENSORS, type TavanyarSession, tavanyarSessions } from './sessions.ts';

/**
 * npx node scripts/tavanyar/predict.ts <data folder> <predictions.json>
 * Replays every session through `limber replay` and writes what it found the way score_tavanyar.py reads it. Exercise and
 * execution are not told apart without templates: the exercise is the one that was asked for, the execution always 0.
 */
const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) {
  console.error('usage: npx node scripts/tavanyar/predict.ts <data folder> <predictions.json>');
  process.exit(2);
}
const limber = join(import.meta.dirname, '../../bin/limber.js');
const folder = mkdtempSync(join(tmpdir(), 'limber-tavanyar-'));

function replay(session: TavanyarSession): SessionDocument {
  const sensors = TAVANYAR_SENSORS.map(({ placement, firstColumn }) => {
    const file = join(folder, `${placement}.csv`);
    writeFileSync(file, recordingCsv(session, firstColumn));
    return `${placement}=${file}`;
  });
  const args = ['replay', '--exercise', session.exercise, '--sensors', sensors.join(','), '--json'];
  const output = execFileSync(process.execPath, [limber, ...args, '--data', join(folder, 'data')], {
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(output.toString('utf8')) as SessionDocument;
}

try {
  const predictions = Object.fromEntries(
    tavanyarSessions(from).map((session) => {
      const { reps } = replay(session);
      console.log(`${session.id}  ${session.exercise}  ${reps.length} repetitions`);
      const exercise = Number(/_e(\d)_/.exec(session.id)![1]);
      const found = reps.map(({ start_s, end_s }) => ({
        exercise,
        execution: 0,
        start: rowAt(session, start_s),
        end: rowAt(session, end_s),
      }));
      return [session.id, found];
    }),
  );
  writeFileSync(to, JSON.stringify(predictions));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
