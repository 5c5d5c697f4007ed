import { formatAngle, formatCurrent, formatDuration, sToMs } from '../../protocol/units.ts';
import type { RepRecord, SessionDocument } from '../records/session-document.ts';
import { stopReasonWords } from './ending-words.ts';
import type { SessionView } from './feed.ts';
import { count, formatTarget, type MovementWords, type TargetBand, targetPlace } from './words.ts';

/** Mean and sample standard deviation; undefined where there is nothing to average, the deviation 0 for one value. */
export function meanAndDeviation(
  values: readonly number[],
): { readonly mean: number; readonly deviation: number } | undefined {
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

export const repsInTarget = (reps: readonly RepRecord[], target: TargetBand): number =>
  reps.filter((rep) => targetPlace(rep.peak_deg, target) === 'inside').length;

/** Where the patient is shown no target and no deviation: while showing a movement, and in confidence mode. */
export const asksNothing = ({ purpose, cuePolicy }: SessionView): boolean =>
  purpose === 'demonstration' || cuePolicy === 'confidence';

/** Heading of the patient's page: what is happening now. */
export function phaseHeadline(session: SessionView): string {
  if (session.purpose === 'demonstration' && session.phase === 'exercising') return 'Show the movement';
  switch (session.phase) {
    case 'waiting':
      return 'Getting ready';
    case 'exercising':
      return `Set ${session.set} of ${session.sets}`;
    case 'resting':
      return 'Rest a moment';
    case 'stimulating':
      return 'Now relax';
    case 'finished':
      return 'Session finished';
  }
}

export function phaseAdvice(session: SessionView): string {
  switch (session.phase) {
    case 'exercising':
      return session.purpose === 'demonstration' ? 'Move as your clinician shows you. Nothing is corrected.' : '';
    case 'waiting':
      return 'Sit down and put the bands on. The session starts by itself.';
    case 'resting':
      return `Next comes set ${Math.min(session.set + 1, session.sets)} of ${session.sets}.`;
    case 'stimulating':
      return 'The exercises are done. Stay seated during the stimulation.';
    default:
      return '';
  }
}

/** What the patient reads after a gateway was killed and another one went on; empty where nothing of it concerns them any more. */
export function wentOnWords({ wentOn, waitsForPerson, phase }: SessionView): string {
  if (!wentOn || phase === 'finished') return '';
  return waitsForPerson
    ? 'Your session went on after a restart of the gateway; stimulation begins only when you start it again.'
    : 'Your session went on after a restart of the gateway.';
}

/** The same for the engineer. */
export const gapWords = ({ wentOn }: SessionView): string =>
  wentOn
    ? `went on at ${wentOn.atS.toFixed(1)} s after ${wentOn.gapS.toFixed(1)} s without a gateway: no repetition was counted in that time, and what the bands kept of it is added to the record`
    : '';

export const START_AGAIN = {
  title: 'Stimulation is off',
  text: 'The gateway was restarted. Nothing begins by itself: start when you are ready, then press the button on the band.',
  button: 'Start the stimulation',
} as const;

/** What a screen reader hears when a repetition ends. */
export const repAnnouncement = (session: SessionView, cue: string): string =>
  `Repetition ${session.repsInSet} of ${session.repsPerSet}.${cue === '' ? '' : ` ${cue}.`}`;

/** What was done, for the person who did it: plain sentences, modest, what went well first. */
export function patientSummary(reps: readonly RepRecord[], session: SessionView, words: MovementWords): string[] {
  const rom = meanAndDeviation(reps.map((rep) => rep.rom_deg));
  if (rom === undefined) return ['No repetition was counted in this session.'];
  const sets = new Set(reps.map((rep) => rep.set)).size;
  if (session.purpose === 'demonstration')
    return [`You showed ${count(reps.length, 'repetition')}.`, 'Your clinician now looks at them with you.'];
  if (asksNothing(session))
    return [`You did ${count(reps.length, 'repetition')} in ${count(sets, 'set')}.`, 'Each one of them counts.'];
  const inside = repsInTarget(reps, session.targetDeg);
  return [
    `You did ${count(reps.length, 'repetition')} in ${count(sets, 'set')}.`,
    `Your ${words.joint} moved through ${formatAngle(rom.mean)} on average.`,
    `${inside} of ${reps.length} reached the target of ${formatTarget(session.targetDeg)}.`,
  ];
}

/** One sentence on the stimulation of a stored session. */
export function stimulationSummary(document: SessionDocument): string {
  const { on_time_s, peak_current_ua, stop_reason } = document.stimulation;
  if (on_time_s === 0) return 'There was no stimulation.';
  const ending = stopReasonWords(stop_reason);
  const dose = `${Math.round(on_time_s)} s of stimulation at up to ${formatCurrent(peak_current_ua)}`;
  return `You had ${dose}. It ${ending.charAt(0).toLowerCase()}${ending.slice(1)}.`;
}

/** The text that stands for the clinician's curve where it can't be seen. */
export function curveSummary(reps: readonly RepRecord[], target: TargetBand, durationS: number): string {
  const rom = meanAndDeviation(reps.map((rep) => rep.rom_deg));
  const length = formatDuration(sToMs(durationS));
  if (rom === undefined) return `Joint angle in a session of ${length} minutes; no repetition was counted.`;
  const peaks = reps.map((rep) => rep.peak_deg);
  const range = `peaks from ${formatAngle(Math.min(...peaks))} to ${formatAngle(Math.max(...peaks))}`;
  const inside = `${repsInTarget(reps, target)} of ${reps.length} in the target of ${formatTarget(target)}`;
  return `Joint angle in a session of ${length} minutes: ${count(reps.length, 'repetition')}, ${range}, ${inside}.`;
}

/** The text beside the patient's moving trace; changes once a repetition. */
export function traceSummary(rep: RepRecord | undefined): string {
  if (rep === undefined) return 'Your movement of the last ten seconds.';
  return `Your movement of the last ten seconds. The last repetition reached ${formatAngle(rep.peak_deg)}.`;
}

/** "high", "fair", "low": words beside the number; the limits are ours, for reading at a glance. */
export function confidenceWords(confidence: number): string {
  if (confidence >= 0.8) return 'high';
  return confidence >= 0.5 ? 'fair' : 'low';
}

/** Share of frames that never arrived, in percent of all that were sent. */
export function lostPercent(frames: SessionDocument['frames']): number {
  const sent = frames.received + frames.lost;
  return sent === 0 ? 0 : (100 * frames.lost) / sent;
}
