import { formatCurrent } from '../../../../protocol/units.ts';
import type { SessionDocument } from '../../../records/session-document.ts';
import { stopReasonWords } from '../../ending-words.ts';
import type { PrescribedDose } from '../../session-library.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';

interface DoseCardProps {
  readonly document: SessionDocument;
  readonly prescribed: PrescribedDose | undefined;
}

interface DoseLine {
  readonly name: string;
  readonly prescribed: string;
  readonly delivered: string;
}

const COLUMNS: readonly Column<DoseLine>[] = [
  { name: 'Dose', cell: (line) => line.name },
  { name: 'Prescribed', numeric: true, cell: (line) => line.prescribed },
  { name: 'Delivered', numeric: true, cell: (line) => line.delivered },
];

/** Digits grouped the reader's way. */
const WHOLE = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

/** What was allowed beside what the band counted. */
export function DoseCard({ document, prescribed }: DoseCardProps) {
  const { stimulation } = document;
  return (
    <section class="card" aria-labelledby="dose-heading">
      <h2 id="dose-heading">Stimulation</h2>
      <p>
        {stopReasonWords(stimulation.stop_reason)}.
        {stimulation.prescription_id !== null && ` Prescription ${stimulation.prescription_id}.`}
      </p>
      <DataTable
        narrow="same"
        caption="Stimulation, prescribed and delivered"
        columns={COLUMNS}
        rows={doseLines(document, prescribed)}
        rowKey={(line) => line.name}
      />
    </section>
  );
}

function doseLines({ stimulation }: SessionDocument, prescribed: PrescribedDose | undefined): DoseLine[] {
  const asked = (text: (dose: PrescribedDose) => string): string => (prescribed === undefined ? '–' : text(prescribed));
  return [
    {
      name: 'Current',
      prescribed: asked((dose) => formatCurrent(dose.currentUa)),
      delivered: `${formatCurrent(stimulation.peak_current_ua)} peak`,
    },
    {
      name: 'Time',
      prescribed: asked((dose) => `${dose.durationS} s`),
      delivered: `${stimulation.on_time_s.toFixed(1)} s`,
    },
    {
      name: 'Pulses',
      prescribed: asked((dose) => `${dose.rateHz} a second, ${dose.phaseWidthUs} µs`),
      delivered: WHOLE.format(stimulation.pulses),
    },
    { name: 'Charge', prescribed: '–', delivered: `${WHOLE.format(stimulation.total_charge_uc)} µC` },
  ];
}
