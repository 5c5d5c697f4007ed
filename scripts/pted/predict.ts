import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RepsOptions, repsByTemplates } from '../../host/cli/analyse-reps.ts';
import type { RepDocument } from '../../host/cli/rep-document.ts';
import { convertPted, type PtedTemplate, personOf } from './convert.ts';
import { PTED_EXECUTIONS, PTED_RATE_HZ, ptedSessions } from './sessions.ts';

/**
 * npx node scripts/pted/predict.ts <data folder> <predictions.json> [own | others]
 * What `limber analyse reps` finds in every session, as score_pted.py reads it: with the subject's own templates, or with
 * those of all other subjects only.
 */
const [from, to, whose = 'own'] = process.argv.slice(2);
if (from === undefined || to === undefined || !['own', 'others'].includes(whose)) {
  console.error('usage: npx node scripts/pted/predict.ts <data folder> <predictions.json> [own | others]');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'limber-pted-'));

function prediction({ exercise, execution, start_s, end_s }: RepDocument): Record<string, number> {
  return {
    exercise: Number(exercise.split(' ')[1]),
    execution: 1 + (PTED_EXECUTIONS as readonly (string | null)[]).indexOf(execution),
    start: Math.round(start_s * PTED_RATE_HZ),
    end: Math.round(end_s * PTED_RATE_HZ) + 1,
  };
}

try {
  const sessions = ptedSessions(from);
  const files = convertPted(sessions, folder);
  const all = JSON.parse(readFileSync(join(folder, 'templates.json'), 'utf8')) as readonly PtedTemplate[];
  const predictions = sessions.map((session) => {
    const person = personOf(session);
    const templates = join(folder, `templates-of-${person}.json`);
    writeFileSync(templates, JSON.stringify(all.filter((one) => (one.person === person) === (whose === 'own'))));
    const options: RepsOptions = { sensors: files.get(session.id)!, person, out: '' };
    return [session.id, repsByTemplates(options, templates).map(prediction)] as const;
  });
  writeFileSync(to, JSON.stringify(Object.fromEntries(predictions)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
