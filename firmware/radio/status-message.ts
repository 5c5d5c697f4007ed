import {
  type Acknowledgement,
  encodeStatusMessageWithAcknowledgement,
  encodeStatusMessageWithStatus,
  type Status,
} from '../../protocol/generated/device-wire.ts';
import { deviceTicksUs } from '../device-clock.ts';

const MESSAGE_BYTES = 96;
const buffer = new Uint8Array(MESSAGE_BYTES);

/** The returned bytes are overwritten by the next message. */
export function statusMessage(status: Status): Uint8Array {
  return buffer.subarray(0, encodeStatusMessageWithStatus(status, buffer));
}

/** Of a command that asked for none. */
export const NO_PROOF = new Uint8Array(0);

export function acknowledgementMessage(acknowledgement: Acknowledgement): Uint8Array {
  return buffer.subarray(0, encodeStatusMessageWithAcknowledgement(acknowledgement, buffer));
}

/** @param refusal empty where the command was done. */
export function answerMessage(counter: number, refusal: string): Uint8Array {
  const result = refusal === '' ? 'DONE' : 'REFUSED';
  return acknowledgementMessage({ counter: counter, result: result, reason: refusal, proof: NO_PROOF });
}

const bootedS = getTime();

/** What every band says of itself about once a second. */
export function bandStatus(boot: number, batteryPercent: number): Status {
  return {
    batteryPercent: batteryPercent,
    ticks: deviceTicksUs(),
    boot: boot,
    oldestSequence: 0,
    nextSequence: 0,
    overruns: 0,
    uptimeMs: Math.round((getTime() - bootedS) * 1000),
  };
}
