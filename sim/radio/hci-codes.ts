import { le16 } from './h4.ts';

/** Bluetooth Core 5.4, Vol 4 Part E, 7: the commands that a host sends to be a central. */
export const COMMAND = {
  disconnect: 0x0406,
  setEventMask: 0x0c01,
  reset: 0x0c03,
  readLeHostSupport: 0x0c6c,
  writeLeHostSupport: 0x0c6d,
  readLocalVersion: 0x1001,
  readSupportedCommands: 0x1002,
  readLocalFeatures: 0x1003,
  readBufferSize: 0x1005,
  readAddress: 0x1009,
  readRssi: 0x1405,
  leSetEventMask: 0x2001,
  leReadBufferSize: 0x2002,
  leReadLocalFeatures: 0x2003,
  leSetScanParameters: 0x200b,
  leSetScanEnable: 0x200c,
  leCreateConnection: 0x200d,
  leCancelConnection: 0x200e,
  leConnectionUpdate: 0x2013,
  leReadRemoteFeatures: 0x2016,
  leStartEncryption: 0x2019,
  leReadSupportedStates: 0x201c,
  leSetDataLength: 0x2022,
  leReadMaximumDataLength: 0x202f,
} as const;

export const EVENT = {
  disconnected: 0x05,
  encryptionChange: 0x08,
  commandComplete: 0x0e,
  commandStatus: 0x0f,
  hardwareError: 0x10,
  completedPackets: 0x13,
  leMeta: 0x3e,
} as const;

export const LE_EVENT = {
  connected: 0x01,
  advertisingReport: 0x02,
  connectionUpdated: 0x03,
  remoteFeatures: 0x04,
} as const;

/** Why: Vol 1 Part F, 1.3. */
export const REASON = {
  done: 0x00,
  unknownCommand: 0x01,
  unknownConnection: 0x02,
  keyMissing: 0x06,
  supervisionTimeout: 0x08,
  alreadyConnected: 0x0b,
  disallowed: 0x0c,
  invalidParameters: 0x12,
  remoteEnded: 0x13,
  hostEnded: 0x16,
} as const;

/** The longest data packet that the radio takes in one piece, with the length extension of Bluetooth 4.2. */
export const DATA_BYTES = 251;
/** Packets from the host that the controller holds. */
export const BUFFERS = 8;

const DATA_LENGTH_EXTENSION = 0x20;
/** Time on the air of `DATA_BYTES`, us. */
const DATA_US = 2120;
const VERSION_5_0 = 9;
/** Nordic Semiconductor's, by assigned number. */
const MAKER = 0x0059;

const ADDRESS_BYTES = 6;

export const addressBytes = (address: string): Uint8Array =>
  Uint8Array.from(Buffer.from(address.replaceAll(':', ''), 'hex')).reverse();

export const addressAt = (bytes: Uint8Array, at: number): string =>
  Buffer.from(bytes.slice(at, at + ADDRESS_BYTES).reverse())
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1:');

/** What is answered beside "done" to those who only ask, by command. */
export function fixedAnswers(address: string, aclBytes: number): ReadonlyMap<number, readonly number[]> {
  const isExtended = aclBytes > 27;
  const longest = [...le16(isExtended ? DATA_BYTES : 27), ...le16(isExtended ? DATA_US : 328)];
  return new Map<number, readonly number[]>([
    [COMMAND.setEventMask, []],
    [COMMAND.leSetEventMask, []],
    [COMMAND.writeLeHostSupport, []],
    [COMMAND.leSetScanParameters, []],
    [COMMAND.readLeHostSupport, [1, 0]],
    [COMMAND.readLocalVersion, [VERSION_5_0, 0, 0, VERSION_5_0, ...le16(MAKER), 0, 0]],
    [COMMAND.readSupportedCommands, Array<number>(64).fill(0)],
    [COMMAND.readLocalFeatures, [0, 0, 0, 0, 0x60, 0, 0, 0]],
    [COMMAND.readBufferSize, [...le16(aclBytes), 0, ...le16(BUFFERS), 0, 0]],
    [COMMAND.readAddress, [...addressBytes(address)]],
    [COMMAND.leReadBufferSize, [...le16(aclBytes), BUFFERS]],
    [COMMAND.leReadLocalFeatures, [isExtended ? DATA_LENGTH_EXTENSION : 0, 0, 0, 0, 0, 0, 0, 0]],
    [COMMAND.leReadSupportedStates, Array<number>(8).fill(255)],
    [COMMAND.leReadMaximumDataLength, [...longest, ...longest]],
  ]);
}
