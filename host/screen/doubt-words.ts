import type { DoubtRecord } from '../records/metrics-record.ts';

const spoken = (sensor: string | undefined): string => (sensor ?? 'another place').replaceAll('-', ' ');
const percent = (share = 0): string => `${Math.max(1, Math.round(100 * share))} %`;

/** Whether the person who wears the band can do something about it at once. */
export const canBeMended = ({ kind }: DoubtRecord): boolean =>
  kind === 'swapped' || kind === 'upside-down' || kind === 'slipped';

/** Why a repetition's figures may be wrong, in a short sentence with what to do about it. */
export function doubtWords({ kind, sensor, with: other, by_deg, share }: DoubtRecord): string {
  const band = `The band on the ${spoken(sensor)}`;
  switch (kind) {
    case 'swapped':
      return `${band} looks swapped with the one on the ${spoken(other)}: change them over.`;
    case 'upside-down':
      return `${band} looks upside down: turn it round.`;
    case 'slipped':
      return `${band} slipped${by_deg === undefined ? '' : ` by about ${Math.round(by_deg)}°`}: fasten the strap.`;
    case 'saturated':
      return `${band} was at the end of its range for ${percent(share)} of the time: the movement was too fast for it.`;
    case 'stuck':
      return `${band} said the same thing again and again for ${percent(share)} of the time: it measured nothing then.`;
    case 'dropout':
      return `${band} lost ${percent(share)} of its samples: they were filled in by calculation.`;
  }
}
