import { encodeStimulationFrame, type StimulationFrame } from '../../protocol/generated/device-wire.ts';
import type { SessionState } from '../../protocol/session.ts';
import { telemetryOf } from '../../protocol/session.ts';
import { deviceTicksUs } from '../device-clock.ts';
import type { OutputMonitor } from './output-monitor.ts';

const MESSAGE_BYTES = 123;
const buffer = new Uint8Array(MESSAGE_BYTES);
let sequence = 0;

/** Current as read back, not as asked for. Keys that wait for the button are asked about by the band, not by the session. */
export function stimulationFrame(state: SessionState, monitor: OutputMonitor, asksKeys: boolean): StimulationFrame {
  const frame = telemetryOf(state, sequence, deviceTicksUs()) as StimulationFrame;
  sequence++;
  frame.currentUa = monitor.currentUa();
  frame.impedanceOhm = monitor.impedanceOhm();
  if (asksKeys) frame.asks = 'ENROLMENT';
  return frame;
}

/** The returned bytes are overwritten by the next message. */
export function stimulationMessage(frame: StimulationFrame): Uint8Array {
  return buffer.subarray(0, encodeStimulationFrame(frame, buffer));
}
