import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Subject } from 'rxjs';
import { connectDevice } from '../host/connect/device-connection.ts';
import { parseRecording, type Recording } from '../host/connect/recording.ts';
import { replayLink } from '../host/connect/replay-link.ts';
import { fittingConfiguration, resample } from '../host/connect/resample.ts';
import { exerciseSession } from '../host/exercise-session.ts';
import { exerciseById } from '../host/motion/index.ts';
import {
  recordingCsv,
  rowAt,
  TAVANYAR_SENSORS,
  type TavanyarSession,
  tavanyarSessions,
} from '../scripts/tavanyar/sessions.ts';
import { createVirtualClock } from '../sim/board/virtual-clock.ts';
import { type BenchRow, lessIsBetter, moreIsBetter } from './row.ts';

/** Recordings are not part of the project: LIMBER_DATA, or ../shared/data beside it. */
const DATA = join(process.env.LIMBER_DATA ?? join(import.meta.dirname, '../../shared/data'), 'tavanyar');

/** First and last row of one repetition, as labelled or as found. */
interface Span {
  readonly start: number;
  readonly end: number;
}

interface Found {
  readonly spans: readonly Span[];
  readonly latencyMs: number;
}

function replay(session: TavanyarSession): Found {
  const clock = createVirtualClock();
  const recordings = TAVANYAR_SENSORS.map(({ placement, firstColumn }) => ({
    placement,
    recording: parseRecording(recordingCsv(session, firstColumn), session.id),
  }));
  const configuration = fittingConfiguration(recordings.map(({ recording }) => recording));
  const originS = recordings[0]!.recording.tS[0]!;
  const bands = recordings.map(({ placement, recording }) => {
    const stretches = resample(recording, configuration, originS);
    return {
      placement,
      connection: connectDevice(replayLink({ name: placement, stretches, configuration, timeline: clock })),
    };
  });
  const spans: Span[] = [];
  let latencyMs = 0;
  const exercise = exerciseById(session.exercise)!;
  const ended$ = new Subject<void>();
  const params = { bands, exercise, rateHz: configuration.rateHz, timeline: clock, originMs: 0, ended$ };
  exerciseSession(params).subscribe((event) => {
    if (event.kind !== 'rep') return;
    spans.push({ start: rowAt(session, event.rep.startMs / 1000), end: rowAt(session, event.rep.endMs / 1000) });
    latencyMs = Math.max(latencyMs, clock.nowMs() - event.rep.endMs);
  });
  const { recording } = recordings[0]!;
  clock.advanceBy((recording.tS[recording.count - 1]! - originS + 0.2) * 1000);
  ended$.next();
  return { spans, latencyMs };
}

/** The obvious alternative: peaks of the forearm's smoothed gyroscope magnitude, one repetition for two of them. */
function countPeaks(session: TavanyarSession): readonly Span[] {
  const recording: Recording = parseRecording(recordingCsv(session, TAVANYAR_SENSORS[0].firstColumn), session.id);
  const speed = Array.from({ length: recording.count }, (_, i) =>
    Math.hypot(...recording.values.subarray(6 * i, 6 * i + 3)),
  );
  const smooth = speed.map((_, i) => mean(speed.slice(Math.max(0, i - 6), i + 7)));
  const threshold = 0.5 * Math.max(...smooth);
  const peaks: number[] = [];
  smooth.forEach((value, i) => {
    const isPeak = value > threshold && value >= smooth[i - 1]! && value > (smooth[i + 1] ?? 0);
    if (isPeak && i - (peaks.at(-1) ?? -20) > 12) peaks.push(i);
  });
  return Array.from({ length: peaks.length >> 1 }, (_, i) => ({
    start: peaks[2 * i]! - 12,
    end: peaks[2 * i + 1]! + 12,
  }));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const overlap = (a: Span, b: Span): number => {
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start) + 1;
  return shared <= 0 ? 0 : shared / (Math.max(a.end, b.end) - Math.min(a.start, b.start) + 1);
};

interface Score {
  readonly f1: number;
  readonly boundaryS: number;
  readonly exact: number;
}

/** As score_tavanyar.py: one to one, best intersection over union first, from 0.5 on. */
function score(sessions: readonly TavanyarSession[], found: readonly (readonly Span[])[], labels: LabelTable): Score {
  let matched = 0;
  let detected = 0;
  let labelled = 0;
  const errors: number[] = [];
  let exact = 0;
  sessions.forEach((session, at) => {
    const truth = labels.get(session.id) ?? [];
    const spans = found[at]!;
    const rateHz = (session.rows.length - 1) / ((session.rows.at(-1)![0]! - session.rows[0]![0]!) / 1000);
    const pairs = truth
      .flatMap((label, i) => spans.map((span, j) => ({ i, j, iou: overlap(label, span) })))
      .filter(({ iou }) => iou >= 0.5)
      .sort((a, b) => b.iou - a.iou);
    const usedTruth = new Set<number>();
    const usedSpans = new Set<number>();
    for (const { i, j } of pairs) {
      if (usedTruth.has(i) || usedSpans.has(j)) continue;
      usedTruth.add(i);
      usedSpans.add(j);
      errors.push(
        Math.abs(truth[i]!.start - spans[j]!.start) / rateHz,
        Math.abs(truth[i]!.end - spans[j]!.end) / rateHz,
      );
    }
    matched += usedTruth.size;
    detected += spans.length;
    labelled += truth.length;
    if (spans.length === truth.length) exact++;
  });
  return { f1: (2 * matched) / (detected + labelled), boundaryS: errors.length ? mean(errors) : Number.NaN, exact };
}

type LabelTable = ReadonlyMap<string, readonly Span[]>;

function readLabels(): LabelTable {
  const table = new Map<string, Span[]>();
  for (const [session, exercise, , start, end] of parse(readFileSync(join(DATA, 'labels.csv'), 'utf8'), {
    from_line: 2,
  }) as string[][]) {
    if (Number(exercise) < 0) continue;
    table.set(session!, [...(table.get(session!) ?? []), { start: Number(start), end: Number(end) }]);
  }
  return table;
}

/** Null where the recordings are absent. */
export function tavanyarRows(): BenchRow[] | null {
  if (!existsSync(DATA)) return null;
  const sessions = tavanyarSessions(join(DATA, 'dev'));
  const labels = readLabels();
  const found = sessions.map(replay);
  const ours = score(
    sessions,
    found.map(({ spans }) => spans),
    labels,
  );
  const peer = score(sessions, sessions.map(countPeaks), labels);
  const peerName = 'peaks of the smoothed gyroscope magnitude';
  const latencyMs = Math.max(...found.map((one) => one.latencyMs));
  const count = {
    name: `replay, ${sessions.length} sessions of 15 repetitions: exact counts`,
    unit: 'sessions',
    peer: peerName,
  };
  return [
    moreIsBetter(
      {
        ...count,
        figure: ours.exact,
        peerFigure: peer.exact,
        note: `told within ${latencyMs.toFixed(0)} ms of the end`,
      },
      11,
    ),
    moreIsBetter(
      {
        name: 'replay: F1 at intersection over union 0.5',
        figure: ours.f1,
        unit: '',
        peer: peerName,
        peerFigure: peer.f1,
      },
      0.95,
    ),
    lessIsBetter(
      { name: 'replay: boundary error', figure: ours.boundaryS, unit: 's', peer: peerName, peerFigure: peer.boundaryS },
      { figureAtMost: 0.45 },
    ),
  ];
}
