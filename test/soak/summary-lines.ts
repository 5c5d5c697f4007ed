import type { BandReport, SoakReport } from './soak.ts';

const HEAD = [
  'band',
  'reconnects',
  'to up, most',
  'frames',
  'recovered',
  'log blocks',
  'given',
  'stored',
  'of it late',
  'told lost',
];

/** For whoever ran it. */
export function summaryLines(report: SoakReport): readonly string[] {
  const { seed, virtualMs, realMs, stimulation, first, last } = report;
  const { courses, starts, pulses, leases, flowedMs, peakUa, longestOverLeaseMs, refused } = stimulation;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  const struck = [...report.struck].map(([name, count]) => [name, String(count)]);
  const losses = [...report.losses].map(([why, count]) => `${why} ${count}`).join(', ') || 'none';
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  return [
    `seed ${seed}: ${seconds(virtualMs)} s of the bands' time in ${seconds(realMs)} s`,
    '',
    ...table([['fault', 'struck'], ...struck]),
    '',
    ...table([HEAD, ...report.bands.map(bandRow)]),
    `samples told as lost: ${losses}`,
    '',
    `stimulation: ${courses} sessions (${refused} refused), ${starts} starts, ${leases} leases, ${pulses} pulses in ${seconds(flowedMs)} s, at most ${peakUa} uA`,
    `longest over a lease: ${longestOverLeaseMs} ms; at the end ${stimulation.endUa} uA`,
    `heap after the first tenth ${megabytes(first.heapBytes)}, at the end ${megabytes(last.heapBytes)}; listeners ${first.listeners}, ${last.listeners}; resources ${first.resources}, ${last.resources}`,
  ];
}

function bandRow({ name, reconnects, longestToUpMs, frames, logBlocks, samples }: BandReport): string[] {
  const ofSamples = samples
    ? [samples.given, samples.stored, samples.late, samples.told].map(String)
    : ['', '', '', ''];
  return [
    name,
    String(reconnects),
    `${longestToUpMs.toFixed(0)} ms`,
    frames ? String(frames.received) : '',
    frames ? String(frames.recovered) : '',
    String(logBlocks),
    ...ofSamples,
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
}
