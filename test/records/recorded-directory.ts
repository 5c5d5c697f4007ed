import {
  repOf,
  sessionEnd,
  sessionStart,
  swingingBlock,
  temporaryDirectory,
  temporaryStore,
} from './session-fixture.ts';

/** A data directory with a whole session of p-7 in it. */
export function recordedDirectory(options: Parameters<typeof temporaryStore>[0] = {}): string {
  const dataDir = temporaryDirectory();
  const store = temporaryStore({ dataDir, ...options });
  const recording = store.begin(sessionStart('s-1'));
  recording.addSamples(swingingBlock('thigh', 0, 12));
  recording.addAngle(Float64Array.of(0, 50, 100), Float64Array.of(1, 2, 3));
  recording.addRep(repOf(1));
  recording.addDecision({ atMs: 5, kind: 'level', detail: { word: 'confided' } });
  recording.addDose({ atMs: 1, pulses: 1, chargeNc: 1, onTimeMs: 1, peakCurrentUa: 1 });
  recording.finish(sessionEnd());
  store.close();
  return dataDir;
}
