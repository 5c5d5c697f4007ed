import { crc32 } from '../protocol/crc32.ts';
import { beginReassembly, takePacket } from '../protocol/fragment.ts';
import type { Ask } from '../protocol/generated/device-wire.ts';
import type { Channel } from '../protocol/link.ts';
import { decodeStatusMessage, decodeStimulationFrame } from '../protocol/message.ts';
import type { Timeline } from '../protocol/timeline.ts';

/** Reading the page, finding the button: a moment. */
const BUTTON_AFTER_MS = 1500;
/** Somebody else's keys are nobody's to accept. */
export const WEARERS: readonly Ask[] = ['START_OUTPUT', 'NEW_PRESCRIPTION'];
/** Whoever unpacks a fresh band is there to enrol it. */
export const UNPACKERS: readonly Ask[] = [...WEARERS, 'ENROLMENT'];

/** Asked of a band that gets its first key by the update service: firmware/update/keeping.ts. */
const KEY_ASKED = 'KEY_ASKED';

/** Somebody who presses the band's button once for each time the band is seen to wait for it; for an update too. */
export function buttonPresser(
  timeline: Timeline,
  press: () => void,
  accepts: readonly Ask[],
): (channel: Channel, packet: Uint8Array) => void {
  const reassemblies = { stim: beginReassembly(), status: beginReassembly() };
  const before = { stim: 'NOTHING', status: 'NOTHING' };
  return (channel, packet) => {
    if (channel !== 'stim' && channel !== 'status') return;
    const message = takePacket(reassemblies[channel], packet, crc32);
    const asks = message && (channel === 'stim' ? frameAsks(message, accepts) : updateAsks(message, accepts));
    if (!asks) return;
    if (asks !== before[channel] && asks !== 'NOTHING') timeline.after(BUTTON_AFTER_MS, press);
    before[channel] = asks;
  };
}

function frameAsks(message: Uint8Array, accepts: readonly Ask[]): string | undefined {
  const frame = decodeStimulationFrame(message);
  if (!frame.ok) return undefined;
  return accepts.includes(frame.value.asks) ? frame.value.asks : 'NOTHING';
}

/** Undefined where the message says nothing of it. */
function updateAsks(message: Uint8Array, accepts: readonly Ask[]): string | undefined {
  const content = decodeStatusMessage(message);
  if (!content.ok) return undefined;
  // A key is taken or not: the wait is over.
  if (content.value.kind === 'acknowledgement') return 'NOTHING';
  if (content.value.kind !== 'update') return undefined;
  const { phase, reason } = content.value.update;
  const isAccepted = reason !== KEY_ASKED || accepts.includes('ENROLMENT');
  return phase === 'AWAITING_PRESS' && isAccepted ? `${phase} ${reason}` : 'NOTHING';
}
