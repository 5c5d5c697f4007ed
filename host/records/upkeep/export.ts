import { stringify } from 'csv-stringify/sync';
import type { ToldLink } from '../chain/audit-rows.ts';
import type { SessionDocument } from '../session-document.ts';

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
  return stringify(rows, { header: true, columns: REP_COLUMNS, escape_formulas: true });
}

const REP_COLUMNS = [
  ...['session', 'person', 'exercise', 'started_at', 'simulated', 'index', 'set', 'start_s', 'end_s'],
  ...['rom_deg', 'peak_deg', 'out_s', 'hold_s', 'back_s', 'confidence'],
];

/** Whole documents, one a line. */
export function sessionsJsonl(documents: readonly SessionDocument[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('');
}

/**
 * Records of the chain, one a line: `hash` is the SHA-256 of the compact JSON of the fields before it, of which `sealed` is
 * what is stored. After it, in plain: who did it, and its document; null where nobody can read it any more.
 */
export function* auditJsonl(links: Iterable<ToldLink>): Generator<string> {
  for (const { seq, wallMs, person, kind, entry, former, sealed, prev, hash, by, document } of links) {
    const hashed = { seq, wallMs, person, kind, entry, ...(former === null ? {} : { former }), sealed, prev };
    yield `${JSON.stringify({ ...hashed, hash, by, document })}\n`;
  }
}
