import { crc32 } from '../protocol/crc32.ts';
import { beginReassembly, takePacket } from '../protocol/fragment.ts';
import type { Channel } from '../protocol/link.ts';
import { decodeStimulationFrame } from '../protocol/message.ts';
import type { Timeline } from '../protocol/timeline.ts';

/** Reading the page, finding the button: a moment. */
const BUTTON_AFTER_MS = 1500;

/** Somebody who presses the band's button once for each time the band is seen to wait for it. */
export function buttonPresser(timeline: Timeline, press: () => void): (channel: Channel, packet: Uint8Array) => void {
  const reassembly = beginReassembly();
  let waiting = false;
  return (channel, packet) => {
    if (channel !== 'stim') return;
    const message = takePacket(reassembly, packet, crc32);
    const frame = message ? decodeStimulationFrame(message) : null;
    if (!frame?.ok) return;
    const asked = frame.value.state === 'ARMED' && !frame.value.confirmed;
    if (asked && !waiting) timeline.after(BUTTON_AFTER_MS, press);
    waiting = asked;
  };
}
