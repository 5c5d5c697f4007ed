import { type MetricsRecord, metricsRecord } from '../../host/records/metrics-record.ts';
import type { RepRecord, SessionDocument } from '../../host/records/session-document.ts';
import { setsOf } from '../../host/records/summary.ts';
import type { ReportFacts } from '../../host/report/report-facts.ts';
import { exampleMetrics } from '../motion/example-rep.ts';
import { demoDocument, demoSession } from '../screen/demo-session.ts';

const TEMPO = { outS: 1.9, holdS: 1, backS: 1.8 };

/** One made-up session with everything in it that a report can tell, after four earlier ones. */
export function reportFacts(change: Partial<ReportFacts> = {}): ReportFacts {
  const demo = demoSession('s-10', 10);
  const earlier = [6, 7, 8, 9].map((day) => withMetrics(demoDocument(demoSession(`s-${day}`, day), dayOf(day))));
  return {
    document: withMetrics(demoDocument(demo, dayOf(10))),
    curve: demo.curve,
    earlier,
    prescribedDose: { currentUa: 12_000, durationS: 60, phaseWidthUs: 200, rateHz: 80 },
    reader: 'clinician',
    timeZone: 'UTC',
    ...change,
  };
}

const dayOf = (day: number): Date => new Date(Date.UTC(2026, 2, day, 9, 12));

function withMetrics(document: SessionDocument): SessionDocument {
  const reps = document.reps.map((rep) => ({ ...rep, metrics: variedMetrics(rep) }));
  return { ...document, reps, session: { ...document.session, sets: setsOf(reps) } };
}

/** The same facts about another session. */
export function changed(
  facts: ReportFacts,
  session: Partial<SessionDocument['session']>,
  document: Partial<SessionDocument> = {},
): ReportFacts {
  return {
    ...facts,
    document: { ...facts.document, ...document, session: { ...facts.document.session, ...session } },
  };
}

/** No two repetitions are alike. */
function variedMetrics({ index, rom_deg }: RepRecord): MetricsRecord {
  const smoothness = { value: -1.45 - 0.01 * (index % 5), sigma: 0.02 };
  const hold_unsteadiness_deg = { value: 0.4 + 0.03 * (index % 4), sigma: 0.05 };
  return { ...metricsRecord(exampleMetrics(rom_deg, TEMPO)), smoothness, hold_unsteadiness_deg };
}
