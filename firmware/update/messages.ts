/** UpdatePhase of protocol/wearable.proto. Written here by hand: the service must fit a band whose other half is older or newer. */
export const NO_UPDATE = 0;
export const RECEIVING = 1;
export const AWAITING_PRESS = 2;
export const INSTALLING = 3;
export const UPDATE_REFUSED = 4;

const DONE = 1;
/** Field number times 8, and how the field is written. */
const ACKNOWLEDGEMENT = 18;
const UPDATE_STATE = 50;

/** A StatusMessage with an UpdateState. */
export function updateMessage(receivedBytes: number, phase: number, reason: string): Uint8Array {
  const message = new Uint8Array(11 + reason.length);
  message.set([UPDATE_STATE, message.length - 2, 13, 0, 0, 0, 0, 16, phase, 26, reason.length]);
  new DataView(message.buffer).setUint32(3, receivedBytes, true);
  for (let i = 0; i < reason.length; i++) message[11 + i] = reason.charCodeAt(i);
  return message;
}

/** A StatusMessage with the Acknowledgement of what was done. @param counter below 2^28 */
export function proofMessage(counter: number, proof: Uint8Array): Uint8Array {
  const message = new Uint8Array(11 + proof.length);
  const high = [counter & 127, (counter >> 7) & 127, (counter >> 14) & 127, (counter >> 21) & 127];
  message.set([ACKNOWLEDGEMENT, message.length - 2, 8, high[0] | 128, high[1] | 128, high[2] | 128, high[3]]);
  message.set([16, DONE, 34, proof.length], 7);
  message.set(proof, 11);
  return message;
}
