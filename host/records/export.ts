import { stringify } from 'csv-stringify/sync';
import type { StoredLink } from './audit-chain.ts';
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

/** Records of the chain, one a line: `hash` is the SHA-256 of the compact JSON of the seven fields before it. */
export function* auditJsonl(links: Iterable<StoredLink>): Generator<string> {
  for (const { seq, wallMs, person, by, kind, document, prev, hash } of links)
    yield `${JSON.stringify({ seq, wallMs, person, by, kind, document, prev, hash })}\n`;
}
