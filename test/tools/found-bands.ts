import type { Hello } from '../../protocol/message.ts';
import { PROTOCOL_VERSION } from '../../protocol/message.ts';

/** What the host was built with, in tests that compare bands with it. */
export const MANIFEST = { motion: { version: '1.2.0', hash: 11 }, stim: { version: '1.2.0', hash: 22 } };

/** A motion band that nothing is to be said about. */
export const helloOf = (change: Partial<Hello> = {}): Hello => ({
  protocolVersion: PROTOCOL_VERSION,
  role: 'ROLE_MOTION',
  deviceId: 'band-1',
  board: 'puck',
  firmwareVersion: '1.2.0',
  boot: 7,
  salt: new Uint8Array(8),
  configurationId: 1,
  payloadBytes: 50,
  simulated: false,
  enrolled: true,
  prescriptionRevision: 0,
  prescriptionHash: new Uint8Array(0),
  firmwareHash: 11,
  resetCause: 'POWER_ON',
  calibrationTag: 99,
  accelerometerOnly: false,
  development: false,
  onTrial: false,
  ...change,
});
