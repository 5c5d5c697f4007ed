import { formatAngle } from '../../protocol/units.ts';
import type { RepRecord, SessionDocument } from '../records/session-document.ts';
import { canBeMended, doubtWords } from '../screen/doubt-words.ts';
import { lostPercent, meanAndDeviation, repsInTarget, stimulationSummary } from '../screen/session-words.ts';
import { count, formatSeconds, formatTarget, movementWords, TEMPO_PHASES } from '../screen/words.ts';
import { progressWords } from './progress-words.ts';
import { knownValues, median } from './rep-values.ts';
import type { ReportFacts } from './report-facts.ts';
import { isDemonstration, wantedTempo } from './report-facts.ts';
import { isBeyondNoise, setTrends, trendWords } from './set-trend.ts';
import { againstUsual, changeWords } from './usual.ts';

/** The session in a few sentences for the person who moved: what was done, what went well, one thing to mind. */
export function patientWords(facts: ReportFacts): string[] {
  const { document } = facts;
  const { reps, session } = document;
  if (isDemonstration(document)) return [`You showed ${count(reps.length, 'repetition')} of this exercise.`];
  const rom = meanAndDeviation(reps.map((rep) => rep.rom_deg));
  if (rom === undefined) return ['No repetition was counted in this session.'];
  const words = movementWords(session.exercise);
  const done = `You did ${count(reps.length, 'repetition')} in ${count(session.sets.length, 'set')}`;
  const moved = `your ${words.joint} moved through ${formatAngle(rom.mean)} on average`;
  // Also beside the clinician's figures: the page may be looked at together.
  const spared = session.cue_policy === 'confidence';
  return [
    spared ? `${done}. Well done.` : `${done}, and ${moved}.`,
    ...(spared ? progressWords(document, facts.earlier) : [targetWords(document), ...toMind(document)]),
    document.stimulation.on_time_s > 0 ? stimulationSummary(document) : '',
  ].filter((sentence) => sentence !== '');
}

function targetWords({ reps, session }: SessionDocument): string {
  const inside = repsInTarget(reps, session.target_deg);
  const target = formatTarget(session.target_deg);
  if (inside === reps.length) return `Every one of them reached the target of ${target}.`;
  return inside === 0
    ? `The target of ${target} is still ahead of you.`
    : `${inside} of them reached the target of ${target}.`;
}

/** A phase is worth a word when its median is shorter than this share of what was asked. */
const TOO_QUICK = 0.7;

/**
 * One thing to mind: a band that sits wrong, because all other figures may be wrong then; then tempo, because at home
 * people go faster than they were shown.
 */
function toMind(document: SessionDocument): string[] {
  const doubt = document.reps.flatMap((rep) => rep.doubts ?? []).find(canBeMended);
  if (doubt !== undefined) return [doubtWords(doubt)];
  const wanted = wantedTempo(document);
  const words = movementWords(document.session.exercise);
  if (wanted === undefined) return [];
  for (const phase of TEMPO_PHASES) {
    const took = median(document.reps.map((rep) => rep.tempo_s[phase])) ?? 0;
    if (took >= TOO_QUICK * wanted[phase]) continue;
    const how = phase === 'hold' ? 'hold a little longer' : `${words[phase].toLowerCase()} more slowly`;
    return [`Next time, ${how}: about ${formatSeconds(wanted[phase])} instead of ${formatSeconds(took)}.`];
  }
  return ['Your tempo was right.'];
}

/** The session for the clinician: figures with their spread, what changed, and how far the data can be trusted. */
export function clinicianWords(facts: ReportFacts): string[] {
  const { document, earlier } = facts;
  const { reps, session } = document;
  if (reps.length === 0) return ['No repetition was counted.', qualityWords(document)];
  return [
    isDemonstration(document) ? 'A supervised demonstration; nothing was asked and nothing corrected.' : '',
    rangeWords(document),
    tempoWords(document),
    smoothnessWords(reps),
    ...setTrends(document).filter(isBeyondNoise).map(trendWords),
    isDemonstration(document) ? '' : changeWords(againstUsual(document, earlier)),
    qualityWords(document),
    session.cue_policy === 'confidence' ? 'Cues were given in confidence mode: no corrections.' : '',
  ].filter((sentence) => sentence !== '');
}

function rangeWords(document: SessionDocument): string {
  const { reps, session } = document;
  const rom = meanAndDeviation(reps.map((rep) => rep.rom_deg))!;
  const peaks = reps.map((rep) => rep.peak_deg);
  const inside = `${repsInTarget(reps, session.target_deg)} of ${reps.length} within ${formatTarget(session.target_deg)}`;
  const spread = `peaks ${formatAngle(Math.min(...peaks))} to ${formatAngle(Math.max(...peaks))}`;
  const range = isDemonstration(document) ? spread : `${spread}, ${inside}`;
  return `Range of motion ${rom.mean.toFixed(1)} ± ${rom.deviation.toFixed(1)}° over ${count(reps.length, 'repetition')}; ${range}.`;
}

function tempoWords(document: SessionDocument): string {
  const wanted = isDemonstration(document) ? undefined : wantedTempo(document);
  const parts = TEMPO_PHASES.map((phase) => {
    const took = median(document.reps.map((rep) => rep.tempo_s[phase])) ?? 0;
    return `${phase} ${took.toFixed(1)}${wanted ? ` of ${wanted[phase].toFixed(1)}` : ''} s`;
  });
  return `Median tempo: ${parts.join(', ')}.`;
}

function smoothnessWords(reps: readonly RepRecord[]): string {
  const known = knownValues(reps, 'smoothness');
  const middle = median(known);
  if (middle === undefined) return '';
  return `Smoothness on the way out: median SPARC ${middle.toFixed(2).replace('-', '−')}.`;
}

function qualityWords({ frames, reps }: SessionDocument): string {
  const doubtful = reps.filter((rep) => (rep.doubts ?? []).length > 0).length;
  const doubts =
    doubtful === 0
      ? 'Nothing speaks against the sensors.'
      : `${count(doubtful, 'repetition')} carry a doubt about a sensor.`;
  return `Data: ${lostPercent(frames).toFixed(1)} % of frames lost for good. ${doubts}`;
}
