import { useEffect, useState } from 'preact/hooks';
import type { Side } from '../../../../protocol/placement.ts';
import { pressWords, troubleNote } from '../../band-words.ts';
import type { DeviceView, PressView } from '../../feed.ts';
import { awayNote } from '../../link-words.ts';
import { AlertIcon, HandIcon } from './icons.tsx';

const SHOWN_MS = 8000;

interface PressNoteProps {
  readonly press: PressView | undefined;
  readonly side?: Side | undefined;
  readonly whose: 'your' | 'the';
}

/** Which limb the band is on whose button was pressed. The region is always there: only what changes in it is spoken. */
export function PressNote({ press, side, whose }: PressNoteProps) {
  const [shown, setShown] = useState<PressView>();
  useEffect(() => {
    setShown(press);
    const timer = setTimeout(() => setShown(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [press]);
  return (
    <div role="status" class="press-note">
      {shown && (
        <p key={`${shown.device} ${shown.presses}`}>
          <HandIcon />
          <b>{pressWords(shown.placement, side, whose)}</b>
        </p>
      )}
    </div>
  );
}

interface TroubleNotesProps {
  readonly devices: readonly DeviceView[];
  readonly side?: Side | undefined;
}

/** Bands that measure nothing: said at once, for nothing that is done now is counted. */
export const TroubleNotes = ({ devices, side }: TroubleNotesProps) => (
  <>
    {devices.map(({ name, placement, trouble }) => {
      const note = trouble && troubleNote(trouble, placement, side);
      return note ? (
        <section key={name} class="prompt" data-tone="alarm" role="alert">
          <AlertIcon />
          <div>
            <h2>{note.title}</h2>
            <p>{note.text}</p>
          </div>
        </section>
      ) : null;
    })}
  </>
);

/** Bands that are out of reach, calmly: nothing has to be done over again. The region is always there: only what changes is spoken. */
export const AwayNotes = ({ devices, side }: TroubleNotesProps) => (
  <div role="status" class="away-notes">
    {devices.map((device) => {
      const note = awayNote(device, side);
      return note ? (
        <section key={device.name} class="prompt" data-tone="rest">
          <AlertIcon />
          <div>
            <h2>{note.title}</h2>
            <p>{note.text}</p>
          </div>
        </section>
      ) : null;
    })}
  </div>
);
