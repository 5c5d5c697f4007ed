import { Subscription } from 'rxjs';
import { formatDuration } from '../protocol/units.ts';
import { closeCutStimulation } from './cut-stimulation.ts';
import type { SessionRecording } from './records/recording.ts';
import type { Store } from './records/store.ts';
import { type CourseNotice, type DeliveryEvent, padsInUse, reasonWords } from './stim/index.ts';
import type { StimSession } from './stim-session.ts';

export interface StimulationRecordParts {
  readonly stim: StimSession;
  readonly store: Store;
  readonly recording: SessionRecording;
  /** ms on the session's clock. */
  readonly nowMs: () => number;
  /** Runs a write; where the disk takes nothing more, stimulation ends. */
  readonly keep: (write: () => void) => void;
  readonly say: (line: string) => void;
  readonly over: () => void;
}

/** Everything that a stimulation leaves behind: dose by the band's counts, events, and who wanted what, in the chain. */
export function recordStimulation(parts: StimulationRecordParts): Subscription {
  const subscription = new Subscription();
  subscription.add(parts.stim.delivery$.subscribe((event) => takeDelivery(parts, event)));
  subscription.add(parts.stim.notices$.subscribe((notice) => takeNotice(parts, notice)));
  return subscription;
}

function takeDelivery(parts: StimulationRecordParts, event: DeliveryEvent): void {
  const { stim, store, recording, nowMs, keep, say } = parts;
  const { device, prescriptionId } = stim;
  const atMs = nowMs();
  switch (event.kind) {
    case 'dose':
      keep(() => recording.addDose({ ...event, atMs, device }));
      break;
    case 'late-dose':
      say('the band delivered more after the last gateway had died: it is booked now');
      keep(() => store.bookLateDose({ ...event, atMs, device }));
      break;
    case 'caught-up':
      keep(() => {
        if (closeCutStimulation(store, recording, atMs, event))
          say(`the stimulation that the last gateway had begun is over: ${reasonWords(event.reason)}`);
      });
      break;
    case 'started':
      say('stimulation begins');
      keep(() => recording.addEvent({ ...event, kind: 'stimulation-started', atMs, reason: '', prescriptionId }));
      notePadUse(parts);
      break;
    case 'stopped':
      say(`stimulation ends: ${reasonWords(event.reason)}`);
      keep(() => recording.addEvent({ ...event, kind: 'stimulation-stopped', atMs, prescriptionId }));
      noteEnd(parts, event.reason);
      break;
    case 'interrupted':
      say(`${formatDuration(event.remainderMs)} is left: it can go on after a rest of ${formatDuration(event.restMs)}`);
      break;
    case 'over':
      parts.over();
      break;
  }
}

/** What the pads were like, and the gateway's own reason where the band only says that it was told to stop, or was left alone. */
function noteEnd({ stim, recording, keep, nowMs }: StimulationRecordParts, bandSays: string): void {
  const atMs = nowMs();
  const impedance = stim.impedance();
  const { reason } = stim.course();
  if (impedance) keep(() => recording.addDecision({ atMs, kind: 'impedance', detail: impedance }));
  if (reason === '' || reason === bandSays) return;
  keep(() => recording.addDecision({ atMs, kind: 'gateway-reason', detail: { reason } }));
}

/** Gel wears: each session counts. */
function notePadUse({ store, recording, keep }: StimulationRecordParts): void {
  const { person } = recording.start;
  const pads = padsInUse(store.audit.of(person, ['pad']));
  if (pads === null) return;
  keep(() => store.audit.append({ person, by: 'gateway', kind: 'pad', document: { id: pads.id, event: 'used' } }));
}

function takeNotice({ store, recording, keep, say }: StimulationRecordParts, notice: CourseNotice): void {
  const { person, id } = recording.start;
  const kind = notice.event === 'clock-jump' ? 'security' : 'stimulation';
  if (notice.event === 'clock-jump') say(`the clock on the wall was moved by ${Math.round(notice.by_ms / 1000)} s`);
  keep(() => store.audit.append({ person, by: 'gateway', kind, document: { session: id, ...notice } }));
}
