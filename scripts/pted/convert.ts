import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PTED_EXECUTIONS, PTED_RATE_HZ, PTED_SENSORS, type PtedSession, ptedCsv, ptedSessions } from './sessions.ts';

/** A file of templates.json. */
export interface PtedTemplate {
  readonly exercise: string;
  readonly execution: string;
  readonly person: string;
  readonly sensors: Readonly<Record<string, string>>;
  readonly start_s: number;
  readonly end_s: number;
}

export const personOf = ({ subject }: PtedSession): string => `S${subject}`;
export const exerciseOf = ({ exercise }: PtedSession): string => `exercise ${exercise}`;

/** Writes recordings, and templates.json with everybody's; returns the files of each session's test by sensor. */
export function convertPted(sessions: readonly PtedSession[], to: string): Map<string, ReadonlyMap<string, string>> {
  mkdirSync(to, { recursive: true });
  const tests = new Map<string, ReadonlyMap<string, string>>();
  const templates: PtedTemplate[] = [];
  for (const session of sessions) {
    tests.set(session.id, writeSensors(session, 'test', to));
    const files = writeSensors(session, 'template', to);
    const sensors = Object.fromEntries([...files].map(([name, file]) => [name, basename(file)]));
    for (const { execution, start, end } of session.templates) {
      templates.push({
        exercise: exerciseOf(session),
        execution: PTED_EXECUTIONS[execution - 1]!,
        person: personOf(session),
        sensors,
        start_s: start / PTED_RATE_HZ,
        end_s: (end - 1) / PTED_RATE_HZ,
      });
    }
  }
  writeFileSync(join(to, 'templates.json'), JSON.stringify(templates, null, 1));
  return tests;
}

function writeSensors(session: PtedSession, part: 'test' | 'template', to: string): ReadonlyMap<string, string> {
  return new Map(
    PTED_SENSORS.map((sensor, unit) => {
      const file = join(to, `${session.id}_${part}_${sensor}.csv`);
      writeFileSync(file, ptedCsv(session[part], unit));
      return [sensor, file];
    }),
  );
}

/** npx node scripts/pted/convert.ts <folder of meta.json and dev.i16> <folder to write recordings and templates.json to> */
function main([from, to]: readonly string[]): void {
  if (from === undefined || to === undefined) {
    console.error('usage: npx node scripts/pted/convert.ts <data folder> <output folder>');
    process.exit(2);
  }
  const sessions = ptedSessions(from);
  const files = convertPted(sessions, to);
  for (const session of sessions) {
    const sensors = [...files.get(session.id)!].map(([name, file]) => `${name}=${file}`).join(',');
    const templates = `--templates ${join(to, 'templates.json')} --person ${personOf(session)}`;
    console.log(`limber analyse reps --sensors ${sensors} ${templates} --out ${session.id}.json`);
  }
}

if (import.meta.main) main(process.argv.slice(2));
