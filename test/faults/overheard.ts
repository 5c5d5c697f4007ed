import { crc32 } from '../../protocol/crc32.ts';
import { beginReassembly, type Reassembly, takePacket } from '../../protocol/fragment.ts';
import type { Command } from '../../protocol/generated/device-wire.ts';
import type { Channel } from '../../protocol/link.ts';
import {
  type Acknowledgement,
  decodeHello,
  decodeStatusMessage,
  decodeStimulationFrame,
  type Hello,
  type StimulationFrame,
} from '../../protocol/message.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { openCommand } from './sealed-message.ts';

/** What somebody beside the band hears who has its key: everything, as it leaves and as it arrives. */
export class Overheard {
  readonly hellos: Hello[] = [];
  readonly frames: StimulationFrame[] = [];
  readonly acknowledgements: Acknowledgement[] = [];
  readonly #outgoing = new Map<Channel, Reassembly>();

  hear(channel: Channel, packet: Uint8Array): void {
    if (channel === 'motion') return;
    const intake = this.#outgoing.get(channel) ?? beginReassembly();
    this.#outgoing.set(channel, intake);
    const message = takePacket(intake, packet, crc32);
    if (message) this.#take(channel, message);
  }

  /** Joins the packets of one direction to commands; null where none is complete, or its seal is not this connection's. */
  reader(): (packet: Uint8Array) => Command | null {
    const incoming = beginReassembly();
    return (packet) => {
      const message = takePacket(incoming, packet, crc32);
      const salt = this.hellos.at(-1)?.salt;
      return message && salt ? openCommand(message, SIMULATED_LINK_KEY, salt) : null;
    };
  }

  #take(channel: Channel, message: Uint8Array): void {
    if (channel === 'stim') {
      const frame = decodeStimulationFrame(message);
      if (frame.ok) this.frames.push(frame.value);
    } else if (channel === 'info') {
      const hello = decodeHello(message);
      if (hello.ok) this.hellos.push(hello.value);
    } else if (channel === 'status') {
      const content = decodeStatusMessage(message);
      if (!content.ok || content.value.kind !== 'acknowledgement') return;
      this.acknowledgements.push(content.value.acknowledgement);
    }
  }
}
