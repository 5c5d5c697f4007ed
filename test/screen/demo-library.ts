import { prescribe } from '../../host/motion/demonstration.ts';
import { exerciseById } from '../../host/motion/index.ts';
import { sessionReport } from '../../host/report/report.ts';
import { obstacleWords } from '../../host/screen/demonstration-words.ts';
import type { Demonstrations, PrescriptionRow } from '../../host/screen/demonstrations.ts';
import { type AnalysisRow, type SessionLibrary, sessionRow } from '../../host/screen/session-library.ts';
import { demonstratedRep } from '../../host/stored-demonstrations.ts';
import { demoDocument, demoSession, fullDose, PRESCRIBED_UA, STIMULATION_S } from './demo-session.ts';

/** Sessions, and one demonstration ("d-1"), as if they were stored. */
const HISTORY = 9;
const DAY_MS = 86_400_000;
const LATEST_MS = Date.UTC(2026, 2, 20, 9, 12);
const DEMONSTRATED_REPS = 6;
const DOSE = { currentUa: PRESCRIBED_UA, durationS: STIMULATION_S, phaseWidthUs: 200, rateHz: 80 };
const NO_DOSE = { ...fullDose(), pulses: 0, total_charge_uc: 0, peak_current_ua: 0, on_time_s: 0, stop_reason: 'none' };

const stored = () => [
  ...Array.from({ length: HISTORY + 1 }, (_, i) => {
    const demo = demoSession(`s-${10 - i}`, 10 - i);
    const dose =
      i === 4 ? { ...fullDose(), on_time_s: 23, stop_reason: 'STOP', pulses: 1840, total_charge_uc: 4416 } : fullDose();
    return { demo, document: demoDocument(demo, new Date(LATEST_MS - i * DAY_MS), dose) };
  }),
  storedDemonstration(),
];

function storedDemonstration() {
  const demo = demoSession('d-1', 42);
  const whole = demoDocument(demo, new Date(LATEST_MS - (HISTORY + 1) * DAY_MS), { ...NO_DOSE, prescription_id: null });
  const reps = whole.reps.slice(0, DEMONSTRATED_REPS);
  const sets = [{ start_s: reps[0]!.start_s, end_s: reps.at(-1)!.end_s, reps: reps.length }];
  return { demo, document: { ...whole, reps, session: { ...whole.session, sets, purpose: 'demonstration' as const } } };
}

/** One of them was analysed again. */
const demoAnalyses = (id: string): AnalysisRow[] =>
  id === 's-10'
    ? [
        {
          core: 2,
          madeAt: new Date(LATEST_MS).toISOString(),
          changes: [
            { figure: 'reps', before: 16, after: 17 },
            { figure: 'rom_deg', before: 62.1, after: 63.3 },
            { figure: 'smoothness', before: -1.84, after: -1.79 },
            { figure: 'template_deg', before: null, after: 3.2 },
          ],
        },
      ]
    : [];

export function demoLibrary(): SessionLibrary {
  const sessions = stored();
  const find = (id: string) => sessions.find((one) => one.demo.id === id);
  return {
    sessions: () => sessions.map(({ document }) => sessionRow(document)),
    session: (id) => find(id)?.document,
    curve: (id) => find(id)?.demo.curve,
    analyses: (id) => (find(id) ? demoAnalyses(id) : undefined),
    csv: (id) =>
      find(id)?.demo.reps.reduce((text, rep) => `${text}${rep.index},${rep.rom_deg.toFixed(1)}\n`, 'rep,rom_deg\n'),
    prescribed: () => DOSE,
    progress: (id) => (find(id) ? ['You moved further than before.'] : undefined),
    report(id, reader) {
      const found = find(id);
      if (found === undefined) return undefined;
      const earlier = sessions
        .map(({ document }) => document)
        .filter(({ session }) => session.started_at < found.document.session.started_at && !session.purpose)
        .reverse();
      const { document, demo } = found;
      return sessionReport({ document, curve: demo.curve, earlier, prescribedDose: DOSE, reader, timeZone: 'UTC' });
    },
  };
}

export function demoDemonstrations(): Demonstrations {
  const { demo, document } = storedDemonstration();
  const line = { t: demo.curve.tS.map((tS) => 1000 * tS), angleDeg: demo.curve.angleDeg };
  const made: PrescriptionRow[] = [];
  const propose = (leftOut: readonly number[]) => {
    const reps = document.reps.filter((rep) => !leftOut.includes(rep.index));
    return prescribe(
      exerciseById('knee-extension')!,
      reps.map((rep) => demonstratedRep(line, rep)),
    );
  };
  return {
    proposal(id, leftOut) {
      if (id !== demo.id) return undefined;
      const outcome = propose(leftOut);
      return outcome.kind === 'Prescribed'
        ? { movement: outcome.movement, obstacles: [] }
        : { movement: null, obstacles: outcome.obstacles.map(obstacleWords) };
    },
    prescribe(id, { leftOut, by }) {
      const outcome = id === demo.id ? propose(leftOut) : undefined;
      if (outcome === undefined) return undefined;
      if (outcome.kind === 'Refused') return { prescribed: false, message: 'Not possible.' };
      const version = made.length + 1;
      const at = new Date(LATEST_MS).toISOString();
      made.unshift({
        version,
        movement: outcome.movement,
        prescribedBy: by,
        prescribedAt: at,
        demonstratedAt: document.session.started_at,
        sessionId: id,
      });
      return { prescribed: true, message: `Prescribed (version ${version}).` };
    },
    prescriptions: () => made,
  };
}
