import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Subject } from 'rxjs';
import { connectDevice } from '../host/connect/device-connection.ts';
import { parseRecording, type Recording } from '../host/connect/recording.ts';
import { replayLink } from '../host/connect/replay-link.ts';
import { fittingConfiguration, resample } from '../host/connect/resample.ts';
import { exerciseSession } from '../host/exercise-session.ts';
import { exerciseById } from '../host/motion/index.ts';
import { type Span, scoreTavanyar, tavanyarLabels } from '../scripts/tavanyar/score.ts';
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

/** Null where the recordings are absent. */
export function tavanyarRows(): BenchRow[] | null {
  if (!existsSync(DATA)) return null;
  const sessions = tavanyarSessions(join(DATA, 'dev'));
  const labels = tavanyarLabels(DATA);
  const found = sessions.map(replay);
  const ours = scoreTavanyar(
    sessions,
    found.map(({ spans }) => spans),
    labels,
  );
  const peer = scoreTavanyar(sessions, sessions.map(countPeaks), labels);
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
