import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordingCsv, TAVANYAR_SENSORS, tavanyarSessions } from './sessions.ts';

/** npx node scripts/tavanyar/convert.ts <folder of the data set's CSV files> <folder to write recordings to> */
const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) {
  console.error('usage: npx node scripts/tavanyar/convert.ts <data folder> <output folder>');
  process.exit(2);
}
mkdirSync(to, { recursive: true });
for (const session of tavanyarSessions(from)) {
  const files = TAVANYAR_SENSORS.map(({ placement, firstColumn }) => {
    const file = join(to, `${session.id}_${placement}.csv`);
    writeFileSync(file, recordingCsv(session, firstColumn));
    return `${placement}=${file}`;
  });
  console.log(`limber replay --exercise ${session.exercise} --sensors ${files.join(',')}`);
}
