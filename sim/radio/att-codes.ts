/** Bluetooth Core 5.4, Vol 3 Part F, 3.4: the answer to a request is one more. */
export const ATT = {
  error: 0x01,
  exchangeMtu: 0x02,
  findInformation: 0x04,
  findByTypeValue: 0x06,
  readByType: 0x08,
  read: 0x0a,
  readBlob: 0x0c,
  readByGroup: 0x10,
  write: 0x12,
  prepareWrite: 0x16,
  executeWrite: 0x18,
  notification: 0x1b,
  confirmation: 0x1e,
  writeCommand: 0x52,
} as const;

export const ATT_ERROR = {
  invalidHandle: 0x01,
  readNotPermitted: 0x02,
  writeNotPermitted: 0x03,
  invalidPdu: 0x04,
  notSupported: 0x06,
  invalidOffset: 0x07,
  queueFull: 0x09,
  notFound: 0x0a,
  tooLong: 0x0d,
  notEncrypted: 0x0f,
  unsupportedGroup: 0x10,
} as const;

/** Why a request is refused, and for which handle. */
export interface AttRefusal {
  readonly refused: number;
  readonly handle: number;
}

export const refusal = (refused: number, handle = 0): AttRefusal => ({ refused, handle });

export const isRefusal = (answer: object | undefined): answer is AttRefusal =>
  answer !== undefined && 'refused' in answer;
