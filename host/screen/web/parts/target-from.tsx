import type { MovementPrescriptionMark } from '../../../records/session-document.ts';
import { SessionDay } from './session-time.tsx';

/** Where the target comes from, if it is the person's own. */
export function TargetFrom({ mark }: { readonly mark: MovementPrescriptionMark | undefined }) {
  if (mark === undefined) return null;
  return (
    <p class="target-from">
      Target from the demonstration of <SessionDay iso={mark.demonstrated_at} />, by {mark.prescribed_by}.
    </p>
  );
}
