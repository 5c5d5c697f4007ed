import { formatAngle } from '../../../../protocol/units.ts';
import type { RepRecord } from '../../../records/session-document.ts';
import { executionWords } from '../../demonstration-words.ts';
import { doubtWords } from '../../doubt-words.ts';
import { confidenceWords } from '../../session-words.ts';
import { formatSeconds, TARGET_PLACE_WORDS, type TargetBand, type TargetPlace, targetPlace } from '../../words.ts';
import { clockTime } from '../charts/axes.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';

interface RepTableProps {
  readonly reps: readonly RepRecord[];
  readonly target: TargetBand;
}

export function RepTable({ reps, target }: RepTableProps) {
  return (
    <section class="card" aria-labelledby="reps-heading">
      <h2 id="reps-heading">Repetitions</h2>
      <DataTable
        narrow="scroll"
        caption="Repetitions"
        columns={columnsFor(reps, target)}
        rows={reps}
        rowKey={(rep) => rep.index}
      />
    </section>
  );
}

const PLACE_SIGNS: Readonly<Record<TargetPlace, string>> = { below: '▽', inside: '●', above: '△' };

function columnsFor(reps: readonly RepRecord[], target: TargetBand): Column<RepRecord>[] {
  return [
    { name: 'Rep', cell: (rep) => rep.index },
    { name: 'Set', cell: (rep) => rep.set },
    { name: 'Start', numeric: true, cell: (rep) => clockTime(rep.start_s) },
    { name: 'Range', numeric: true, cell: (rep) => `${formatAngle(rep.rom_deg)}${marginText(rep)}` },
    { name: 'Peak', numeric: true, cell: (rep) => formatAngle(rep.peak_deg) },
    { name: 'Target', cell: (rep) => <Place place={targetPlace(rep.peak_deg, target)} /> },
    { name: 'Out', numeric: true, cell: (rep) => formatSeconds(rep.tempo_s.out) },
    { name: 'Hold', numeric: true, cell: (rep) => formatSeconds(rep.tempo_s.hold) },
    { name: 'Back', numeric: true, cell: (rep) => formatSeconds(rep.tempo_s.back) },
    {
      name: 'Confidence',
      numeric: true,
      cell: (rep) => `${confidenceWords(rep.confidence)}, ${Math.round(100 * rep.confidence)} %`,
    },
    ...(reps.some((rep) => rep.execution) ? [{ name: 'Done', cell: executionWords }] : []),
    ...(reps.some((rep) => rep.doubts?.length) ? [{ name: 'Doubts about sensors', cell: doubtsText }] : []),
  ];
}

/** Twice the standard deviation: 95 of 100 errors are smaller. */
function marginText({ metrics }: RepRecord): string {
  const rom = metrics?.rom_deg;
  return rom && rom.value !== null ? ` ± ${formatAngle(Math.max(1, 2 * rom.sigma))}` : '';
}

const doubtsText = ({ doubts = [] }: RepRecord): string => doubts.map(doubtWords).join(' ');

function Place({ place }: { readonly place: TargetPlace }) {
  return (
    <span class="place" data-place={place}>
      <span aria-hidden="true">{PLACE_SIGNS[place]}</span> {TARGET_PLACE_WORDS[place]}
    </span>
  );
}
