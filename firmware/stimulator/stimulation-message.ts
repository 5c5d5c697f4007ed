import { encodeStimulationFrame, type StimulationFrame } from '../../protocol/generated/device-wire.ts';
import type { SessionState } from '../../protocol/session.ts';
import { telemetryOf } from '../../protocol/session.ts';
import { deviceTicksUs } from '../device-clock.ts';
import type { OutputMonitor } from './output-monitor.ts';

const MESSAGE_BYTES = 123;
const buffer = new Uint8Array(MESSAGE_BYTES);
let sequence = 0;

/** Current as read back, not as asked for. The returned bytes are overwritten by the next message. */
export function stimulationMessage(state: SessionState, monitor: OutputMonitor): Uint8Array {
  const measured = { currentUa: monitor.currentUa(), impedanceOhm: monitor.impedanceOhm() };
  const frame: StimulationFrame = Object.assign(telemetryOf(state, sequence, deviceTicksUs()), measured);
  sequence++;
  return buffer.subarray(0, encodeStimulationFrame(frame, buffer));
}
