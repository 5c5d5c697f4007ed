import type { Obstacle } from '../reanalysis/reanalysis-bands.ts';
import type { AnalysisChange, AnalysisFigure } from '../reanalysis/reanalysis-changes.ts';
import { count } from './words.ts';

/** What a newer motion core makes of a stored session, in words. */

const FIGURES: Readonly<
  Record<AnalysisFigure, { readonly name: string; readonly unit: string; readonly digits: number }>
> = {
  reps: { name: 'Repetitions', unit: '', digits: 0 },
  sets: { name: 'Sets', unit: '', digits: 0 },
  rom_deg: { name: 'Range of motion, mean', unit: '°', digits: 1 },
  peak_deg: { name: 'Peak, mean', unit: '°', digits: 1 },
  out_s: { name: 'Out, mean', unit: ' s', digits: 2 },
  hold_s: { name: 'Hold, mean', unit: ' s', digits: 2 },
  back_s: { name: 'Back, mean', unit: ' s', digits: 2 },
  smoothness: { name: 'Smoothness (SPARC), mean', unit: '', digits: 2 },
  hold_unsteadiness_deg: { name: 'Unsteadiness of the hold, mean', unit: '°', digits: 1 },
  template_deg: { name: 'Distance from the template, mean', unit: '°', digits: 1 },
  doubted_reps: { name: 'Repetitions with doubts about sensors', unit: '', digits: 0 },
  correct_reps: { name: 'Repetitions done as prescribed', unit: '', digits: 0 },
  confidence: { name: 'Confidence, mean', unit: '', digits: 2 },
};

/** A minus, not a hyphen. */
const signed = (text: string): string => text.replace(/^-/, '−');

export const figureName = (figure: AnalysisFigure): string => FIGURES[figure].name;

export function figureText(figure: AnalysisFigure, value: number | null): string {
  const { unit, digits } = FIGURES[figure];
  return value === null ? 'not known' : `${signed(value.toFixed(digits))}${unit}`;
}

/** "+1.2°"; empty where there is nothing to compare. */
export function differenceText({ figure, before, after }: AnalysisChange): string {
  if (before === null || after === null) return '';
  const text = figureText(figure, after - before);
  return after > before ? `+${text}` : text;
}

/** One line: "repetitions 10 → 11, range of motion, mean +1.2°". */
export function changesLine(changes: readonly AnalysisChange[]): string {
  if (changes.length === 0) return 'nothing changed';
  return changes
    .map((change) => {
      const { figure, before, after } = change;
      const name = figureName(figure).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
      const isCount = FIGURES[figure].digits === 0;
      if (isCount || before === null || after === null)
        return `${name} ${figureText(figure, before)} → ${figureText(figure, after)}`;
      return `${name} ${differenceText(change)}`;
    })
    .join('; ');
}

export function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.code) {
    case 'no-raw-samples':
      return 'no band sent any sample in it';
    case 'raw-samples-deleted':
      return 'its raw samples, or some of them, were deleted since';
    case 'exercise-gone':
      return 'its exercise is not in the library any more';
    case 'sensor-missing':
      return `there are no samples of the band on the ${obstacle.sensor}`;
    case 'calibration-missing':
      return `the calibration of the band on the ${obstacle.sensor} cannot be read any more, and its counts say too little without`;
    case 'configuration-unknown':
      return `the band on the ${obstacle.sensor} sampled in a way that this program does not know`;
    case 'damaged':
      return obstacle.message;
  }
}

/** Heading of the clinician's section. */
export const analysisTitle = (core: number): string => `Analysed again with motion core ${core}`;

/** What it was made from, and why the figures above are others. */
export function analysisLead(before: number | undefined, lateSamples: number): string {
  const by = before === undefined ? 'an earlier motion core' : `motion core ${before}`;
  const late =
    lateSamples > 0 ? ` ${count(lateSamples, 'sample')} that came too late for the session are used here.` : '';
  return `All else on this page is as recorded during the session, by ${by}.${late}`;
}
