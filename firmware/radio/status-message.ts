import {
  ACKNOWLEDGEMENT_FIXED,
  type Bytes,
  fieldsText,
  partText,
  RESULT_DONE,
  RESULT_REFUSED,
  STATUS_FIXED,
  STATUS_MESSAGE_TAG_ACKNOWLEDGEMENT,
  STATUS_MESSAGE_TAG_STATUS,
} from '../../protocol/generated/device-wire.ts';
import { deviceTicksUs } from '../device-clock.ts';

/** One of the messages of the status channel: its tag, its values in the order of their numbers, which of them are fixed32. */
export function statusPart(tag: number, values: readonly (number | Bytes)[], fixed: number): string {
  return partText(tag, fieldsText(values, fixed));
}

/** @param result RESULT_… @param proof empty for a command that asked for none */
export function acknowledgementMessage(counter: number, result: number, reason: string, proof: Bytes): string {
  return statusPart(STATUS_MESSAGE_TAG_ACKNOWLEDGEMENT, [counter, result, reason, proof], ACKNOWLEDGEMENT_FIXED);
}

/** @param refusal empty where the command was done. */
export function answerMessage(counter: number, refusal: string): string {
  return acknowledgementMessage(counter, refusal ? RESULT_REFUSED : RESULT_DONE, refusal, '');
}

const bootedS = getTime();

/** What every band says of itself about once a second. @param overruns of the FIFO; it and the sequences are a motion band's */
export function statusMessage(
  boot: number,
  batteryPercent: number,
  oldestSequence: number,
  nextSequence: number,
  overruns: number,
): string {
  const uptimeMs = (getTime() - bootedS) * 1000;
  return statusPart(
    STATUS_MESSAGE_TAG_STATUS,
    [batteryPercent, deviceTicksUs(), boot, oldestSequence, nextSequence, overruns, uptimeMs],
    STATUS_FIXED,
  );
}
