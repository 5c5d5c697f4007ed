import type { SessionDocument } from '../../../records/session-document.ts';
import { analysisLead, analysisTitle, differenceText, figureName, figureText } from '../../analysis-words.ts';
import type { AnalysisRow } from '../../session-library.ts';
import { fetchAnalyses } from '../gateway.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { SessionTime } from '../parts/session-time.tsx';
import { useLoaded } from '../use-loaded.ts';

/** What the newest motion core that has seen this session again makes of it; nothing where none has. */
export function AnalysisCard({ document }: { readonly document: SessionDocument }) {
  const { id } = document.session;
  const analyses = useLoaded(() => fetchAnalyses(id), id);
  const newest = analyses.state === 'ready' ? analyses.value[0] : undefined;
  if (!newest) return null;
  const title = analysisTitle(newest.core);
  return (
    <section class="card analysis" aria-labelledby="analysis-heading">
      <h2 id="analysis-heading">
        {title} on <SessionTime iso={newest.madeAt} />
      </h2>
      <p>{analysisLead(document.motion_core, document.completion?.late_samples ?? 0)}</p>
      {newest.changes.length === 0 ? (
        <p>Nothing changed.</p>
      ) : (
        <DataTable
          narrow="same"
          caption={title}
          columns={COLUMNS}
          rows={newest.changes}
          rowKey={({ figure }) => figure}
        />
      )}
      <p>
        <a href={`/sessions/${id}/report?core=latest`}>Read these results in full</a>
      </p>
    </section>
  );
}

const COLUMNS: Column<AnalysisRow['changes'][number]>[] = [
  { name: 'Figure', cell: ({ figure }) => figureName(figure) },
  { name: 'Before', numeric: true, cell: ({ figure, before }) => figureText(figure, before) },
  { name: 'Now', numeric: true, cell: ({ figure, after }) => figureText(figure, after) },
  { name: 'Change', numeric: true, cell: differenceText },
];
