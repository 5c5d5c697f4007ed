import { stringify } from 'csv-stringify/sync';
import { motionConfiguration } from '../../protocol/motion-configuration.ts';
import { msToS } from '../../protocol/units.ts';
import type { RawBlock } from './raw-chunk.ts';
import type { SessionDocument } from './session-document.ts';

/** The repetitions of some sessions, one a line, with what identifies them. */
export function repsCsv(documents: readonly SessionDocument[]): string {
  const rows = documents.flatMap(({ session, simulated, reps }) =>
    reps.map(({ tempo_s, ...rep }) => ({
      session: session.id,
      person: session.person,
      exercise: session.exercise,
      started_at: session.started_at,
      simulated: String(simulated),
      ...rep,
      out_s: tempo_s.out,
      hold_s: tempo_s.hold,
      back_s: tempo_s.back,
    })),
  );
  return stringify(rows, { header: true, columns: REP_COLUMNS });
}

const REP_COLUMNS = [
  ...['session', 'person', 'exercise', 'started_at', 'simulated', 'index', 'set', 'start_s', 'end_s'],
  ...['rom_deg', 'peak_deg', 'out_s', 'hold_s', 'back_s', 'confidence'],
];

/** Whole documents, one a line. */
export function sessionsJsonl(documents: readonly SessionDocument[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('');
}

const RAW_HEADER = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads\n';

/**
 * What one band measured, in the format that `limber replay` reads. Five decimals of a second and six of the rest keep more
 * than the device resolves. Samples recovered late lie behind later ones in the record: here they stand where they belong.
 * Throws RangeError at a motion configuration nobody knows.
 */
export function* rawSamplesCsv(blocks: Iterable<RawBlock>): Generator<string> {
  const samples: TimedLine[] = [];
  for (const block of blocks) samples.push(...timedLines(block));
  samples.sort((a, b) => a.tMs - b.tMs);
  yield RAW_HEADER;
  for (let from = 0; from < samples.length; from += LINES_AT_ONCE) {
    yield samples
      .slice(from, from + LINES_AT_ONCE)
      .map(({ line }) => line)
      .join('');
  }
}

const LINES_AT_ONCE = 1000;

interface TimedLine {
  readonly tMs: number;
  readonly line: string;
}

function timedLines({ configurationId, tMs, raw }: RawBlock): TimedLine[] {
  const configuration = motionConfiguration(configurationId);
  if (configuration === undefined) throw new RangeError(`no motion configuration ${configurationId}`);
  const { accMs2PerRaw, gyroRadSPerRaw } = configuration;
  return Array.from(tMs, (t, i) => {
    const [gx, gy, gz, ax, ay, az] = raw.subarray(6 * i, 6 * i + 6);
    const acc = [ax!, ay!, az!].map((value) => (value * accMs2PerRaw).toFixed(6));
    const gyro = [gx!, gy!, gz!].map((value) => (value * gyroRadSPerRaw).toFixed(6));
    return { tMs: t, line: `${msToS(t).toFixed(5)},${acc.join(',')},${gyro.join(',')}\n` };
  });
}
