import { CHALLENGE_BYTES } from '../../protocol/firmware-manifest.ts';
import { MODULE_INTERFACE } from '../module-interface.ts';
import { createHand, type Hand } from './hand.ts';
import { endTrial } from './image-store.ts';
import { changeKey, wipe } from './keeping.ts';
import { bandTag, linkKey, nativeSha256, openTagged } from './link-tag.ts';
import { proofMessage } from './messages.ts';
import { createUpdate, type Update } from './update.ts';

/** CommandKind of protocol/wearable.proto. */
const ENROL = 25;
const UPDATE_BEGIN = 32;
const UPDATE_DATA = 33;
const UPDATE_END = 34;
const HEALTHY = 35;
const WIPE = 36;

const sha256 = nativeSha256();
const TIDY_EVERY_MS = 10000;
let hand: Hand | null = null;
let update: Update | null = null;
let tidying = 0;

/** The firmware stays; and the band shows that it has the key. */
function takeHealthy(counter: number, challenge: Uint8Array, band: ServedBand): void {
  if (challenge.length !== CHALLENGE_BYTES) band.answer(counter, 'MALFORMED');
  else if (!endTrial()) band.answer(counter, 'MEMORY');
  else {
    band.onTrial = false;
    // What a motion band asks when it greets.
    (globalThis as LoaderWord).limberOnTrial = false;
    const proof = bandTag(sha256!, band.salt, HEALTHY, counter, challenge);
    band.tell(proofMessage(counter, proof));
  }
}

function whyNoTag(): string {
  if (!sha256) return 'NO_CRYPTO';
  return linkKey() ? 'NOT_AUTHENTIC' : 'NO_KEY';
}

function takeTagged(kind: number, counter: number, payload: Uint8Array, band: ServedBand): void {
  const body = sha256 && openTagged(sha256, band.salt, kind, counter, payload);
  if (kind === UPDATE_BEGIN) {
    if (body) update!.begin(body);
    else update!.refuse(whyNoTag());
  } else if (!body) band.answer(counter, whyNoTag());
  else if (kind === HEALTHY) takeHealthy(counter, body, band);
  else if (kind === WIPE) wipe(counter, hand!, band);
  else band.answer(counter, 'UNKNOWN');
}

/** Some 450 variables, a sixth of a Puck.js: they are given back once nothing is under way. */
function tidyUp(band: ServedBand): void {
  if (band.updating || hand!.isWaiting()) return;
  clearInterval(tidying);
  tidying = 0;
  Modules.removeCached('limber.srv');
}

exports.serves = MODULE_INTERFACE;

exports.take = (kind, counter, at, bytes, band) => {
  if (!tidying) tidying = setInterval(() => tidyUp(band), TIDY_EVERY_MS);
  if (!hand) hand = createHand(band.button);
  if (!update) update = createUpdate(sha256, hand, band);
  if (kind === UPDATE_DATA) update.takePiece(at, bytes);
  else if (kind === UPDATE_END) update.end();
  else if (kind === ENROL && sha256) changeKey(counter, bytes, hand, band);
  else takeTagged(kind, counter, bytes, band);
};
