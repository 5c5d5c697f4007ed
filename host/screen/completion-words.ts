import type { LossRecord, SessionDocument } from '../records/session-document.ts';

/** How a recording was completed, in rows of a table; losses in words. */

export const LOSS_WORDS: Readonly<Record<LossRecord['why'], string>> = {
  air: 'lost on the air, and more than the band keeps',
  'log-full': "the band's flash was full",
  flash: "the band's flash did not take it",
  unreadable: "the band's flash could not be read",
  'not-logged': 'the band had not written it down',
  restart: 'the band started anew',
};

const SHOWN_MAX = 6;

export function completionRows({ stored, completion }: SessionDocument): readonly (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = [['Samples stored', String(stored.samples)]];
  if (!completion) return rows;
  const { late_samples, awaited_frames, lost } = completion;
  rows.push(['Of these completed afterwards', String(late_samples)]);
  if (awaited_frames > 0)
    rows.push(['Frames still on a band, fetched when it is next connected', String(awaited_frames)]);
  for (const loss of lost.slice(0, SHOWN_MAX)) rows.push([`Not recorded: ${loss.sensor}`, lossWords(loss)]);
  if (lost.length > SHOWN_MAX) rows.push(['Not recorded: other places', String(lost.length - SHOWN_MAX)]);
  return rows;
}

function lossWords({ why, samples, start_s, end_s }: LossRecord): string {
  const howMany = samples === null ? 'nobody knows how many samples' : `${samples} samples`;
  const when = end_s - start_s < 0.1 ? `at ${start_s.toFixed(1)} s` : `${start_s.toFixed(1)} to ${end_s.toFixed(1)} s`;
  return `${howMany}, ${when}: ${LOSS_WORDS[why]}`;
}
