import type { Cue } from '../../../motion/movement-event.ts';
import { cueDetail } from '../../words.ts';
import { CheckIcon, ClockIcon, DownIcon, UpIcon } from './icons.tsx';

const CUE_ICONS: Readonly<Record<Cue['code'], () => preact.JSX.Element>> = {
  'slower-out': ClockIcon,
  'slower-back': ClockIcon,
  'hold-longer': ClockIcon,
  further: UpIcon,
  'not-so-far': DownIcon,
  good: CheckIcon,
};

interface CueCardProps {
  readonly cue: { readonly cue: Cue; readonly text: string } | undefined;
}

/** One thing to mind, in large words. */
export function CueCard({ cue }: CueCardProps) {
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
    <section class="cue" data-good={cue.cue.code === 'good'} aria-label="What to mind">
      <CueIcon />
      <div>
        <p class="cue-text">{cue.text}</p>
        {detail !== '' && <p class="cue-detail">{detail}</p>}
      </div>
    </section>
  );
}
