/** Public entry `limber/protocol`: the contract between band and host. Nothing inside Limber imports this file. */
export { crc32 } from './crc32.ts';
export type { Decoded, Discarded } from './decoded.ts';
export { ERROR_CATALOGUE, type ErrorCode } from './error-catalogue.ts';
export { beginReassembly, cutMessage, takePacket } from './fragment.ts';
export { CHARACTERISTIC_UUIDS, SERVICE_UUID } from './gatt.ts';
export { LimberError } from './limber-error.ts';
export { HARD_CEILINGS, LIMITS, type Limit } from './limits.ts';
export { CHANNELS, type Channel, type Link, type LinkState } from './link.ts';
export {
  type Command,
  decodeHello,
  decodeStatusMessage,
  decodeStimulationFrame,
  encodeCommand,
  type Hello,
  PROTOCOL_VERSION,
  type Status,
  type StimulationFrame,
} from './message.ts';
export { MOTION_CONFIGURATIONS, type MotionConfiguration, motionConfiguration } from './motion-configuration.ts';
export { decodeMotionFrame, type MotionFrame } from './motion-frame.ts';
export { PLACEMENTS, type Placement, SIDES, type Side } from './placement.ts';
export { beginReceiving, encodeSerialPacket, receiveSerial } from './serial-framing.ts';
export * from './session.ts';
export type { Timeline } from './timeline.ts';
export * from './units.ts';
