import { BOARD_AT, PIECE_BYTES_MAX, ROLE_AT, VERSION_AT } from '../../protocol/firmware-manifest.ts';
import type { SlotRecord } from '../../protocol/slot-record.ts';
import type { Hand } from './hand.ts';
import {
  bytesOf,
  checkImage,
  forgetImage,
  freeFile,
  installImage,
  openImage,
  slotRecord,
  writePiece,
} from './image-store.ts';
import { AWAITING_PRESS, INSTALLING, NO_UPDATE, RECEIVING, UPDATE_REFUSED, updateMessage } from './messages.ts';

/** After the last sign of the host. What was received stays in flash. */
const SILENCE_MS = 60000;
const PRESS_WITHIN_S = 60;
const FAREWELL_MS = 500;

export interface Update {
  /** @param manifest of one who has the link key */
  begin(manifest: Uint8Array): void;
  refuse(reason: string): void;
  takePiece(at: number, piece: Uint8Array): void;
  end(): void;
}

function isNewer(manifest: Uint8Array, running: string): boolean {
  const view = new DataView(manifest.buffer, manifest.byteOffset);
  const parts = running.split('.');
  for (let i = 0; i < 3; i++) {
    const step = view.getUint16(VERSION_AT + 2 * i, true) - parseInt(parts[i], 10);
    if (step) return step > 0;
  }
  return false;
}

function isForBoard(manifest: Uint8Array, board: string): boolean {
  let name = '';
  for (let i = BOARD_AT; i < manifest.length; i++) name += String.fromCharCode(manifest[i]);
  return name === '' || name === board;
}

export function createUpdate(
  sha256: ((message: Hashed | Hashed[]) => ArrayBuffer) | null,
  hand: Hand,
  band: ServedBand,
): Update {
  let manifest = new Uint8Array(0);
  let record: SlotRecord | null = null;
  let file = '';
  let received = 0;
  let phase = NO_UPDATE;
  let isChecking = false;
  let silence = 0;

  function tell(reason: string): void {
    band.tell(updateMessage(received, phase, reason));
  }
  function stopWaiting(): void {
    if (silence) clearTimeout(silence);
    silence = 0;
    // A key that waits for the hand is not the update's.
    if (band.updating) hand.forget();
  }
  function leave(to: number, reason: string): void {
    stopWaiting();
    band.updating = false;
    phase = to;
    tell(reason);
  }
  function refuse(reason: string): void {
    leave(UPDATE_REFUSED, reason);
  }
  function expectMore(): void {
    if (silence) clearTimeout(silence);
    silence = setTimeout(() => {
      silence = 0;
      leave(NO_UPDATE, 'SILENCE');
    }, SILENCE_MS);
  }
  function whyNot(): string {
    if (manifest.length < BOARD_AT) return 'MALFORMED';
    if (manifest[ROLE_AT] !== band.role) return 'WRONG_ROLE';
    if (!isForBoard(manifest, band.board)) return 'WRONG_BOARD';
    if (!isNewer(manifest, band.version)) return 'NOT_NEWER';
    if (!record) return 'NO_LOADER';
    if (hand.isWaiting()) return 'WRONG_STATE';
    return band.onTrial ? 'ON_TRIAL' : band.busy();
  }
  function install(): void {
    const refusal = band.busy();
    if (refusal) refuse(refusal);
    else if (!installImage(record!, manifest)) refuse('MEMORY');
    else {
      stopWaiting();
      phase = INSTALLING;
      tell('');
      setTimeout(() => E.reboot(), FAREWELL_MS);
    }
  }
  function askForPress(): void {
    phase = AWAITING_PRESS;
    if (silence) clearTimeout(silence);
    silence = 0;
    tell('');
    hand.await(0, PRESS_WITHIN_S, (isConfirmed) => {
      if (isConfirmed) install();
      else refuse('NOT_CONFIRMED');
    });
  }

  return {
    refuse: refuse,
    begin(wanted) {
      if (phase === INSTALLING || isChecking) return;
      stopWaiting();
      manifest = wanted;
      record = slotRecord();
      received = 0;
      const refusal = whyNot();
      if (refusal) return refuse(refusal);
      band.updating = true;
      file = freeFile(record!);
      const stored = openImage(file, manifest);
      if (stored < 0) return refuse('MEMORY');
      received = stored;
      phase = RECEIVING;
      expectMore();
      tell('');
    },
    takePiece(at, piece) {
      if (isChecking) return;
      if (phase !== RECEIVING) return tell('');
      const refusal = band.busy();
      if (refusal) return refuse(refusal);
      expectMore();
      const bytes = bytesOf(manifest);
      const isNext = at === received && piece.length > 0 && piece.length <= PIECE_BYTES_MAX;
      if (isNext && at + piece.length <= bytes) {
        if (!writePiece(file, piece, at, bytes)) {
          forgetImage(file);
          received = 0;
          return refuse('MEMORY');
        }
        received += piece.length;
      }
      tell('');
    },
    end() {
      if (isChecking || phase === INSTALLING) return;
      if (phase !== RECEIVING || received < bytesOf(manifest)) return tell('');
      isChecking = true;
      checkImage(sha256!, file, manifest, (isGenuine) => {
        isChecking = false;
        if (isGenuine) return askForPress();
        forgetImage(file);
        received = 0;
        refuse('DAMAGED');
      });
    },
  };
}
