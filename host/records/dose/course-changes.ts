import type { PersonRecord } from '../../stim/index.ts';
import type { AmplitudeChange, StimulationLog } from './stimulation-log.ts';

/** Records of kind 'stimulation' as a course leaves them, as far as this looks at them. */
interface CourseRecord {
  readonly session?: string;
  readonly event?: string;
  readonly from?: string;
  readonly to?: string;
  readonly why?: string;
  readonly kind?: string;
  readonly result?: string;
  readonly asked_ua?: number;
  readonly reason?: string;
  /** Who wanted it, where the course knows. */
  readonly by?: string;
}

interface Timed {
  readonly atS: number;
  readonly by: string;
  readonly said: CourseRecord;
}

/** What a course asked of the band and when it paused, out of its records. */
export function courseChanges(
  session: { readonly id: string; readonly fromWallMs: number },
  records: readonly PersonRecord[],
): Pick<StimulationLog, 'amplitude_changes' | 'pauses'> {
  const own = records.flatMap(({ kind, wallMs, by, document }): Timed[] => {
    const said = (document ?? {}) as CourseRecord;
    if (kind !== 'stimulation' || said.session !== session.id) return [];
    // By labels: a clock that was moved meanwhile moves these.
    return [{ atS: Math.max(0, wallMs - session.fromWallMs) / 1000, by: said.by ?? by, said }];
  });
  const changes = amplitudeChanges(own);
  const pauses = pausesOf(own);
  return {
    ...(changes.length > 0 ? { amplitude_changes: changes } : {}),
    ...(pauses.length > 0 ? { pauses } : {}),
  };
}

const ASKS_FOR_CURRENT: readonly string[] = ['START', 'SET'];

function amplitudeChanges(records: readonly Timed[]): AmplitudeChange[] {
  let fromUa = 0;
  return records.flatMap(({ atS, by, said }) => {
    const toUa = said.asked_ua;
    const asks = said.event === 'command' && said.result === 'done' && ASKS_FOR_CURRENT.includes(said.kind ?? '');
    if (!asks || toUa === undefined || toUa === fromUa) return [];
    const change = { at_s: atS, from_ua: fromUa, to_ua: toUa, by, reason: said.reason ?? '' };
    fromUa = toUa;
    return [change];
  });
}

/** One that never ended is none of these: the session's end says why. */
function pausesOf(records: readonly Timed[]): { at_s: number; duration_s: number; reason: string }[] {
  let began: Timed | null = null;
  return records.flatMap((record) => {
    const { event, from, to } = record.said;
    if (event !== 'state') return [];
    if (to === 'PAUSED') began = record;
    if (from !== 'PAUSED' || began === null) return [];
    const { atS, said } = began;
    began = null;
    return [
      { at_s: atS, duration_s: Math.max(0, Math.round(1000 * (record.atS - atS))) / 1000, reason: said.why ?? '' },
    ];
  });
}
