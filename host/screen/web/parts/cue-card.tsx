import type { Cue } from '../../../motion/movement-event.ts';
import type { DoubtRecord } from '../../../records/metrics-record.ts';
import { canBeMended, doubtWords } from '../../doubt-words.ts';
import { cueDetail } from '../../words.ts';
import { AlertIcon, CheckIcon, ClockIcon, DownIcon, UpIcon } from './icons.tsx';

const CUE_ICONS: Readonly<Record<Cue['code'], () => preact.JSX.Element>> = {
  'slower-out': ClockIcon,
  'slower-back': ClockIcon,
  'hold-longer': ClockIcon,
  further: UpIcon,
  'not-so-far': DownIcon,
  good: CheckIcon,
  done: CheckIcon,
  steadier: CheckIcon,
  'further-than-before': CheckIcon,
};

interface CueCardProps {
  readonly cue: { readonly cue: Cue; readonly text: string } | undefined;
  /** What speaks against the sensors in the last repetition: mended first, because any other word may be wrong then. */
  readonly doubts?: readonly DoubtRecord[] | undefined;
}

/** One thing to mind, in large words. */
export function CueCard({ cue, doubts = [] }: CueCardProps) {
  const [doubt] = doubts.filter(canBeMended);
  if (doubt !== undefined) {
    return (
      <section class="cue" aria-label="What to mind">
        <AlertIcon />
        <p class="cue-text cue-doubt">{doubtWords(doubt)}</p>
      </section>
    );
  }
  if (cue === undefined) {
    return (
      <section class="cue" aria-label="What to mind">
        <p class="cue-text">Start when you are ready</p>
      </section>
    );
  }
  const CueIcon = CUE_ICONS[cue.cue.code];
  const detail = cueDetail(cue.cue);
  return (
    <section class="cue" data-good={CUE_ICONS[cue.cue.code] === CheckIcon} aria-label="What to mind">
      <CueIcon />
      <div>
        <p class="cue-text">{cue.text}</p>
        {detail !== '' && <p class="cue-detail">{detail}</p>}
      </div>
    </section>
  );
}
