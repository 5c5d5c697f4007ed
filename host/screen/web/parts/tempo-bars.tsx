import type { RepRecord } from '../../../records/session-document.ts';
import {
  formatSeconds,
  type MovementWords,
  TEMPO_PHASES,
  type TempoPhase,
  tempoVerdict,
  tempoVerdictWords,
} from '../../words.ts';

type TempoS = RepRecord['tempo_s'];

interface TempoBarsProps {
  readonly measured: TempoS | undefined;
  readonly wanted: TempoS | undefined;
  readonly words: MovementWords;
}

/** How long each phase of the last repetition took; the notch is what the plan asks for. */
export function TempoBars({ measured, wanted, words }: TempoBarsProps) {
  const longestS = Math.max(
    1,
    ...TEMPO_PHASES.flatMap((phase) => [measured?.[phase] ?? 0, (wanted?.[phase] ?? 0) * 1.5]),
  );
  return (
    <section class="card tempo" aria-labelledby="tempo-heading">
      <h2 id="tempo-heading">Tempo of the last repetition</h2>
      <dl>
        {TEMPO_PHASES.map((phase) => (
          <TempoRow
            key={phase}
            phase={phase}
            name={words[phase]}
            measuredS={measured?.[phase]}
            wantedS={wanted?.[phase]}
            longestS={longestS}
          />
        ))}
      </dl>
    </section>
  );
}

interface TempoRowProps {
  readonly phase: TempoPhase;
  readonly name: string;
  readonly measuredS: number | undefined;
  readonly wantedS: number | undefined;
  readonly longestS: number;
}

function TempoRow({ phase, name, measuredS, wantedS, longestS }: TempoRowProps) {
  const share = (seconds: number): string => `${((100 * seconds) / longestS).toFixed(1)}%`;
  const verdict = measuredS === undefined || wantedS === undefined ? undefined : tempoVerdict(measuredS, wantedS);
  return (
    <div class="tempo-row" data-verdict={verdict}>
      <dt>{name}</dt>
      <dd class="tempo-picture">
        <svg class="tempo-bar" aria-hidden="true" height="18" width="100%">
          <rect class="tempo-track" y="3" width="100%" height="12" rx="6" />
          {measuredS !== undefined && <rect class="tempo-value" y="3" width={share(measuredS)} height="12" rx="6" />}
          {wantedS !== undefined && wantedS > 0 && (
            <line class="tempo-wanted" x1={share(wantedS)} x2={share(wantedS)} y1="0" y2="18" />
          )}
        </svg>
      </dd>
      <dd>
        <b>{measuredS === undefined ? '–' : formatSeconds(measuredS)}</b>
        {wantedS !== undefined && <> of {formatSeconds(wantedS)}</>}
      </dd>
      <dd class="tempo-verdict">{verdict !== undefined && tempoVerdictWords(phase, verdict)}</dd>
    </div>
  );
}
