import { encodeStimulationFrame, type StimulationFrame } from '../../protocol/generated/device-wire.ts';
import type { SessionState } from '../../protocol/session.ts';
import { telemetryOf } from '../../protocol/session.ts';
import { deviceTicksUs } from '../device-clock.ts';
import type { Outlet } from '../radio/outlet.ts';
import type { OutputMonitor } from './output-monitor.ts';

/** One packet, in place: header, message, CRC-32. The longest message is 123 bytes. */
const PACKET_BYTES = 128;
const WHOLE = 192;
const MOST_COUNTER = 63;
const buffer = new Uint8Array(PACKET_BYTES);
const view = new DataView(buffer.buffer);
const room = buffer.subarray(1, PACKET_BYTES - 4);
let message = room;
let packet = buffer;
let sequence = 0;
let wholeChanges = -1;

/** Current as read back, not as asked for. Keys that wait for the button are asked about by the band, not by the session. */
export function stimulationFrame(state: SessionState, monitor: OutputMonitor, asksKeys: boolean): StimulationFrame {
  const frame = telemetryOf(state, sequence, deviceTicksUs()) as StimulationFrame;
  sequence++;
  frame.currentUa = monitor.currentUa();
  frame.impedanceOhm = monitor.impedanceOhm();
  if (asksKeys) frame.asks = 'ENROLMENT';
  wholeChanges = state.changes;
  return frame;
}

export function writeFrame(frame: StimulationFrame): void {
  const bytes = encodeStimulationFrame(frame, room);
  message = room.subarray(0, bytes);
  packet = buffer.subarray(0, bytes + 5);
}

/**
 * While current flows and nothing else changes, a frame differs from the one before in these fields only: they are written where
 * they stand in the message (after their tags, in the order of wearable.proto), without any object in between.
 * @returns false where a whole frame is needed
 */
export function freshenFrame(state: SessionState, monitor: OutputMonitor): boolean {
  if (!state.currentUa || state.changes !== wholeChanges) return false;
  view.setUint32(2, sequence++, true);
  view.setUint32(7, deviceTicksUs(), true);
  view.setUint32(19, monitor.currentUa(), true);
  view.setUint32(24, state.sessionLimitMs - state.sessionMs, true);
  view.setUint32(29, state.pulses, true);
  view.setUint32(34, state.chargeNc + (state.chargePc ? 1 : 0), true);
  view.setUint32(39, state.peakCurrentUa, true);
  view.setUint32(44, state.counter, true);
  view.setUint32(53, state.batteryPercent, true);
  view.setUint32(64, state.dayMs, true);
  view.setUint32(70, monitor.impedanceOhm(), true);
  return true;
}

/** What was written or freshened last. */
export function sendFrame(outlet: Outlet): void {
  packet[0] = WHOLE | outlet.counter;
  view.setUint32(message.length + 1, E.CRC32(message), true);
  outlet.counter = (outlet.counter + 1) & MOST_COUNTER;
  outlet.emit(packet);
}
