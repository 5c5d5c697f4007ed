import type { SessionState } from '../../protocol/session.ts';
import { type GattService, STIM } from '../radio/gatt-service.ts';
import type { WorkQueue } from '../work-queue.ts';
import type { EnrolmentDesk } from './enrolment-desk.ts';
import type { OutputMonitor } from './output-monitor.ts';
import { freshenFrame, sendFrame, stimulationFrame, writeFrame } from './stimulation-message.ts';

/** @returns what makes a frame go out soon; one that waits already is enough */
export function createFrameTeller(
  state: SessionState,
  monitor: OutputMonitor,
  enrolment: EnrolmentDesk,
  service: GattService,
  work: WorkQueue,
): () => void {
  const outlet = service.outlet(STIM);
  let waits = false;

  /** A whole frame is told in one piece of work and sent in another. */
  function tell(): void {
    waits = false;
    if (freshenFrame(state, monitor)) {
      sendFrame(outlet);
      return;
    }
    const frame = stimulationFrame(state, monitor, enrolment.isWaiting());
    waits = work.add(() => {
      waits = false;
      writeFrame(frame);
      sendFrame(outlet);
    });
  }

  return () => {
    if (!waits && service.isConnected()) waits = work.add(tell);
  };
}
