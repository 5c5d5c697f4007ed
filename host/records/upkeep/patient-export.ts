import { stringify } from 'csv-stringify/sync';
import type { SessionDocument } from '../session-document.ts';
import type { Archive } from '../store.ts';
import { consentsOf } from './consent.ts';

/** One kind of thing that is kept of a person; each row is any JSON. */
export interface PatientTable {
  readonly name: string;
  readonly rows: readonly object[];
}

export const isKnown = (archive: Archive, person: string): boolean =>
  archive.people().includes(person) || archive.audit.of(person).length > 0;

/** Everything that is kept of a person, but the samples of their bands (samples-csv.ts). */
export function patientTables(archive: Archive, person: string): readonly PatientTable[] {
  const sessions = sessionsOf(archive, person);
  const records = archive.audit.of(person);
  const exercises = [...new Set(sessions.map(({ session }) => session.exercise))];
  return [
    { name: 'sessions', rows: sessions.map(({ reps: _, ...rest }) => rest) },
    {
      name: 'repetitions',
      rows: sessions.flatMap(({ session, reps }) => reps.map((rep) => ({ session: session.id, ...rep }))),
    },
    { name: 'doses', rows: archive.doseFacts(person).bookings },
    {
      name: 'decisions',
      rows: sessions.flatMap(({ session }) =>
        archive.decisions(session.id).map((one) => ({ session: session.id, ...one })),
      ),
    },
    { name: 'records', rows: records },
    { name: 'consents', rows: [{ person, ...consentsOf(archive.audit, person) }] },
    { name: 'calibrations', rows: calibrationsOf(archive, sessions) },
    { name: 'movement-prescriptions', rows: exercises.flatMap((one) => archive.movementPrescriptions(person, one)) },
    { name: 'enrolled-executions', rows: exercises.flatMap((one) => archive.enrolledExecutions(person, one)) },
    { name: 'analyses', rows: sessions.flatMap(({ session }) => analysesOf(archive, session.id)) },
    { name: 'angles', rows: sessions.flatMap(({ session }) => anglesOf(archive, session.id)) },
  ];
}

/** One by one: what the broker has taken is then told as of now. */
export const sessionsOf = (archive: Archive, person: string): SessionDocument[] =>
  archive
    .sessions()
    .filter(({ session }) => session.person === person)
    .map(({ session }) => archive.session(session.id));

/** Those that the person's sessions rest on; who made them is somebody else's affair. */
function calibrationsOf(archive: Archive, sessions: readonly SessionDocument[]): readonly object[] {
  const tags = new Set(sessions.flatMap(({ session }) => session.calibrations ?? []).map(({ tag }) => tag));
  return archive
    .calibrations()
    .filter(({ tag }) => tags.has(tag))
    .map(({ bytes, operator: _, ...rest }) => ({ ...rest, bytes: Buffer.from(bytes).toString('hex') }));
}

const analysesOf = (archive: Archive, session: string): object[] =>
  archive.analyses(session).map(({ curve: _, ...analysis }) => ({ session, ...analysis }));

function anglesOf(archive: Archive, session: string): object[] {
  const { tMs, angleDeg } = archive.angleCurve(session);
  return Array.from(tMs, (ms, i) => ({ session, t_ms: ms, angle_deg: angleDeg[i] }));
}

/** One table with a header line; nested fields have a dot in their name. No cell is a formula to a spreadsheet. */
export function tableCsv({ rows }: PatientTable): string {
  const flat = rows.map((row) => flattened(row));
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  return stringify(flat, { header: true, columns, escape_formulas: true });
}

type Cell = string | number | null;

function flattened(value: object, prefix = ''): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => {
      const field = `${prefix}${name}`;
      const isNested = typeof one === 'object' && one !== null && !Array.isArray(one);
      return isNested ? Object.entries(flattened(one, `${field}.`)) : [[field, cellOf(one)] as const];
    }),
  );
}

const cellOf = (value: unknown): Cell =>
  typeof value === 'string' || typeof value === 'number' || value === null ? value : (JSON.stringify(value) ?? null);

/** One thing a line, each with the name of its table. */
export function* tablesJsonl(tables: readonly PatientTable[]): Generator<string> {
  for (const { name, rows } of tables) for (const row of rows) yield `${JSON.stringify({ table: name, ...row })}\n`;
}
