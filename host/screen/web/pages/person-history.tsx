import { formatCurrent } from '../../../../protocol/units.ts';
import type { ChainState, DecisionRow, DoseReview, PainRow, TitrationRow } from '../../dose-review.ts';
import { exerciseName } from '../../words.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { AlertIcon, CheckIcon } from '../parts/icons.tsx';
import { SessionTime } from '../parts/session-time.tsx';

/** Every decision with its strictest reason, and on request all that it was made on. */
export function DecisionList({ rows }: { readonly rows: readonly DecisionRow[] }) {
  return (
    <section class="card" aria-labelledby="decisions-heading">
      <h2 id="decisions-heading">Decisions</h2>
      {rows.length === 0 && <p>No session has asked for a stimulation yet.</p>}
      <ol class="decisions">
        {rows.map((row) => (
          <li key={`${row.sessionId} ${row.at}`} data-bad={!row.allowed}>
            <p class="verdict">
              {row.allowed ? <CheckIcon /> : <AlertIcon />}
              <b>{row.allowed ? 'Allowed' : 'Refused'}</b> <SessionTime iso={row.at} />
            </p>
            {row.strictest !== '' && (
              <p>
                {row.strictest} <span class="source">({row.source})</span>
              </p>
            )}
            <details>
              <summary>
                What it was made on{row.others.length > 0 && `, and ${row.others.length} more against it`}
              </summary>
              <ul class="others">
                {row.others.map((other) => (
                  <li key={other}>{other}</li>
                ))}
              </ul>
              <dl class="pairs">
                {row.inputs.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name} was`}>{value}</dd>])}
              </dl>
              <p>
                <a href={`/clinician/sessions/${row.sessionId}`}>The session</a>
              </p>
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

const TITRATION_COLUMNS: readonly Column<TitrationRow>[] = [
  { name: 'Found', cell: (row) => <SessionTime iso={row.at} /> },
  { name: 'Place', cell: (row) => row.place },
  { name: 'First felt', numeric: true, cell: (row) => formatCurrent(row.sensoryUa) },
  { name: 'Comfortable', numeric: true, cell: (row) => formatCurrent(row.comfortableUa) },
  {
    name: 'Uncomfortable',
    numeric: true,
    cell: (row) => (row.discomfortUa === null ? '–' : formatCurrent(row.discomfortUa)),
  },
  { name: 'Settled at', numeric: true, cell: (row) => formatCurrent(row.settledUa) },
];

export function TitrationTable({ rows }: { readonly rows: readonly TitrationRow[] }) {
  if (rows.length === 0) return <p>No level was looked for yet: a session begins as prescribed.</p>;
  return (
    <DataTable
      narrow="cards"
      caption="Levels that were found, newest first"
      columns={TITRATION_COLUMNS}
      rows={rows}
      rowKey={(row) => row.at}
    />
  );
}

const rated = (rating: number | null): string => (rating === null ? '–' : `${rating}`);
const PAIN_COLUMNS: readonly Column<PainRow>[] = [
  {
    name: 'Session',
    cell: (row) => (
      <a class="row-link" href={`/clinician/sessions/${row.session}`}>
        <SessionTime iso={row.at} />
      </a>
    ),
  },
  { name: 'Rest, before', numeric: true, cell: (row) => rated(row.restBefore) },
  { name: 'Rest, after', numeric: true, cell: (row) => rated(row.restAfter) },
  { name: 'Exercise', cell: (row) => (row.exercise === '' ? '–' : exerciseName(row.exercise)) },
  { name: 'Without', numeric: true, cell: (row) => rated(row.movementOff) },
  { name: 'With stimulation', numeric: true, cell: (row) => rated(row.movementOn) },
  { name: 'After it', numeric: true, cell: (row) => rated(row.movementAfter) },
];

interface PainTableProps {
  readonly rows: readonly PainRow[];
  readonly response: readonly string[];
}

export function PainTable({ rows, response }: PainTableProps) {
  return (
    <section class="card" aria-labelledby="pain-heading">
      <h2 id="pain-heading">Pain, 0 to 10</h2>
      {response.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {rows.length > 0 && (
        <DataTable
          narrow="cards"
          caption="Pain of each session: at rest, and with the same exercise without and with stimulation"
          columns={PAIN_COLUMNS}
          rows={rows}
          rowKey={(row) => row.session}
        />
      )}
    </section>
  );
}

export function AllowedList({ rows }: { readonly rows: DoseReview['allowed'] }) {
  return (
    <section class="card" aria-labelledby="allowed-heading">
      <h2 id="allowed-heading">Allowed by a clinician</h2>
      {rows.length === 0 && <p>Nothing.</p>}
      <ul class="others">
        {rows.map(({ at, by, what, reason }) => (
          <li key={`${at} ${what}`}>
            {what}, <SessionTime iso={at} />, key {by}: “{reason}”
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ChainCard({ chain }: { readonly chain: ChainState }) {
  return (
    <section class="card chain" aria-labelledby="chain-heading" data-bad={!chain.intact}>
      <h2 id="chain-heading">Audit chain</h2>
      <p class="verdict">
        {chain.intact ? <CheckIcon /> : <AlertIcon />}
        {chain.intact
          ? `Verified: ${chain.records} records, each follows from the one before.`
          : `Broken: ${chain.why} No stimulation begins here. Export the records and find out what happened.`}
      </p>
      {chain.intact && (
        <p class="head">
          Head <code>{chain.head}</code>
        </p>
      )}
    </section>
  );
}
