import { beginReassembly, takePacket } from '../../protocol/fragment.ts';

export interface CommandPackets {
  take(data: ArrayBuffer): void;
  /** False: whatever is written is dropped, in as little time as there is. */
  listen(on: boolean): void;
  /** Another connection: what was begun in the one before is no part of its messages. */
  begin(): void;
}

/** @param admit sees the bytes of each write as they came, before they are joined to a message; false drops them */
export function createCommandPackets(
  admit: (packet: Uint8Array) => boolean,
  onCommand: (message: Uint8Array) => void,
): CommandPackets {
  let isDeaf = false;
  let incoming = beginReassembly();
  return {
    take(data) {
      if (isDeaf) return;
      const packet = new Uint8Array(data);
      if (!admit(packet)) return;
      const message = takePacket(incoming, packet, E.CRC32);
      if (message) onCommand(message);
    },
    listen(on) {
      isDeaf = !on;
    },
    begin() {
      incoming = beginReassembly();
    },
  };
}
