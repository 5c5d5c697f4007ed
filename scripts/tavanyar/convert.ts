import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  personOf,
  recordingCsv,
  TAVANYAR_SENSORS,
  type TavanyarSession,
  type TavanyarTemplate,
  tavanyarSessions,
  tavanyarTemplates,
} from './sessions.ts';

/** Writes both sensors of a session; returns their files. */
export function convertSession(session: TavanyarSession, to: string): ReadonlyMap<string, string> {
  return new Map(
    TAVANYAR_SENSORS.map(({ placement, firstColumn }) => {
      const file = join(to, `${session.id}_${placement}.csv`);
      writeFileSync(file, recordingCsv(session, firstColumn));
      return [placement, file];
    }),
  );
}

/** Writes recordings and a templates.json of them. */
export function convertTemplates(templates: readonly TavanyarTemplate[], to: string, file = 'templates.json'): string {
  const entries = templates.map((template) => ({
    exercise: template.exercise,
    execution: template.execution,
    person: template.person,
    sensors: Object.fromEntries([...convertSession(template, to)].map(([name, file]) => [name, basename(file)])),
    start_s: template.rows[0]![0]! / 1000,
    end_s: template.rows.at(-1)![0]! / 1000,
  }));
  const path = join(to, file);
  writeFileSync(path, JSON.stringify(entries, null, 1));
  return path;
}

/** npx node scripts/tavanyar/convert.ts <folder of the data set's CSV files> <folder to write recordings to> */
function main([from, to]: readonly string[]): void {
  if (from === undefined || to === undefined) {
    console.error('usage: npx node scripts/tavanyar/convert.ts <data folder> <output folder>');
    process.exit(2);
  }
  mkdirSync(to, { recursive: true });
  const templates = convertTemplates(tavanyarTemplates(from), to);
  for (const session of tavanyarSessions(from)) {
    const sensors = [...convertSession(session, to)].map(([name, file]) => `${name}=${file}`).join(',');
    console.log(`limber replay --exercise ${session.exercise} --sensors ${sensors}`);
    const known = `--templates ${templates} --person ${personOf(session)}`;
    console.log(`limber analyse reps --sensors ${sensors} ${known} --out ${session.id}.json`);
  }
}

if (import.meta.main) main(process.argv.slice(2));
