import { SERVICE_UUID } from '../../../protocol/gatt.ts';
import { bareDigits } from './noble-library.ts';

/** What one report says of a device; a band says its name in one and its service in another. */
export interface Advertisement {
  readonly isOurs: boolean;
  readonly name: string | undefined;
}

const UUIDS_128 = [0x06, 0x07];
const NAMES = [0x08, 0x09];
/** Sent from its last byte to its first. */
const SERVICE = Buffer.from(bareDigits(SERVICE_UUID), 'hex').reverse();

/** Takes anything: what is cut or lies about its length is read as far as it goes. Bluetooth Core 5.4, Vol 3 Part C, 11. */
export function readAdvertisement(data: Buffer): Advertisement {
  let isOurs = false;
  let name: string | undefined;
  for (let at = 0; at + 1 < data.length; ) {
    const length = data[at]!;
    if (length === 0) break;
    const kind = data[at + 1]!;
    const content = data.subarray(at + 2, at + 1 + length);
    if (UUIDS_128.includes(kind)) isOurs ||= names(content, SERVICE);
    else if (NAMES.includes(kind)) name = content.toString('utf8');
    at += 1 + length;
  }
  return { isOurs, name };
}

function names(list: Buffer, uuid: Buffer): boolean {
  for (let at = 0; at + uuid.length <= list.length; at += uuid.length)
    if (list.subarray(at, at + uuid.length).equals(uuid)) return true;
  return false;
}
