import type { Hand } from './hand.ts';
import { linkKey } from './link-tag.ts';
import { AWAITING_PRESS, updateMessage } from './messages.ts';

const KEY_BYTES = 16;
const WAIT_S = 30;
/** A band that has a key takes another one only after a hold that nobody does by mistake. */
const HOLD_S = 5;
/** For the last word to go out. */
const FAREWELL_MS = 500;

/** Of whoever had the band. What a stim band knows of rests, doses and faults stays: it is about pads on skin, not about a person's name. */
const FORGOTTEN = ['link.key', 'prescription.key', 'prescription.a', 'prescription.b', 'limber.cal', 'limber.cfg'];
const LOG = 'limber.log';

function restart(): void {
  setTimeout(() => E.reboot(), FAREWELL_MS);
}

function writeKey(key: Uint8Array): boolean {
  try {
    builtinModule('Storage').write('link.key', key);
  } catch {
    // Judged by what is there now.
  }
  const written = linkKey();
  return written !== '' && key.every((byte, i) => byte === written.charCodeAt(i));
}

/** The key that waits for the button, asked for again where an answer was lost: that begins no new wait. */
let asked = '';

/** Of a motion band, in plain: over a cable, or in a room without strangers. */
export function changeKey(counter: number, key: Uint8Array, hand: Hand, band: ServedBand): void {
  const refusal = key.length === KEY_BYTES ? band.busy() : 'MALFORMED';
  // Whoever came first: another key must not slip in between the question and the hand.
  if (refusal || band.updating || (asked && asked !== key.join())) {
    band.answer(counter, refusal || 'WRONG_STATE');
    return;
  }
  band.tell(updateMessage(0, AWAITING_PRESS, 'KEY_ASKED'));
  if (asked === key.join()) return;
  asked = key.join();
  hand.await(linkKey() ? HOLD_S : 0, WAIT_S, (isConfirmed) => {
    asked = '';
    if (!isConfirmed) band.answer(counter, 'NOT_CONFIRMED');
    else if (band.busy()) band.answer(counter, band.busy());
    else if (!writeKey(key)) band.answer(counter, 'MEMORY');
    else {
      band.enrolled = true;
      band.answer(counter, '');
    }
  });
}

function forgetAll(): void {
  const storage = builtinModule('Storage');
  storage.list().forEach((name) => {
    if (FORGOTTEN.includes(name) || name.indexOf(LOG) === 0) storage.erase(name);
  });
}

export function wipe(counter: number, hand: Hand, band: ServedBand): void {
  const refusal = band.updating ? 'WRONG_STATE' : band.busy();
  if (refusal) {
    band.answer(counter, refusal);
    return;
  }
  band.tell(updateMessage(0, AWAITING_PRESS, 'WIPE_ASKED'));
  // Nothing begins on a band that is about to forget.
  band.updating = true;
  hand.await(0, WAIT_S, (isConfirmed) => {
    band.updating = false;
    const late = isConfirmed ? band.busy() : 'NOT_CONFIRMED';
    band.answer(counter, late);
    if (late) return;
    band.updating = true;
    forgetAll();
    restart();
  });
}
