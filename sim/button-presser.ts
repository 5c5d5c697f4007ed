import { crc32 } from '../protocol/crc32.ts';
import { beginReassembly, takePacket } from '../protocol/fragment.ts';
import type { Ask } from '../protocol/generated/device-wire.ts';
import type { Channel } from '../protocol/link.ts';
import { decodeStimulationFrame } from '../protocol/message.ts';
import type { Timeline } from '../protocol/timeline.ts';

/** Reading the page, finding the button: a moment. */
const BUTTON_AFTER_MS = 1500;
/** Somebody else's keys are nobody's to accept. */
export const WEARERS: readonly Ask[] = ['START_OUTPUT', 'NEW_PRESCRIPTION'];
/** Whoever unpacks a fresh band is there to enrol it. */
export const UNPACKERS: readonly Ask[] = [...WEARERS, 'ENROLMENT'];

/** Somebody who presses the band's button once for each time the band is seen to wait for it. */
export function buttonPresser(
  timeline: Timeline,
  press: () => void,
  accepts: readonly Ask[],
): (channel: Channel, packet: Uint8Array) => void {
  const reassembly = beginReassembly();
  let before: Ask = 'NOTHING';
  return (channel, packet) => {
    if (channel !== 'stim') return;
    const message = takePacket(reassembly, packet, crc32);
    const frame = message ? decodeStimulationFrame(message) : null;
    if (!frame?.ok) return;
    const { asks } = frame.value;
    if (asks !== before && accepts.includes(asks)) timeline.after(BUTTON_AFTER_MS, press);
    before = asks;
  };
}
