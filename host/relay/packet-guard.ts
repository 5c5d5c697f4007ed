import type { Duplex } from 'node:stream';

/** Nothing that is meant for a gateway is larger; an outbox message never comes back. */
export const LARGEST_PACKET_BYTES = 256 * 1024;

const LENGTH_BYTES = 4;
const MORE = 0x80;

/**
 * Calls `tooLarge` once, as soon as a packet announces itself that is larger than may be: the mqtt package would gather up
 * to 256 MB of it before it looked. Reads the frames of the stream only (MQTT 5, 2.1).
 */
export function guardPackets(stream: Duplex, tooLarge: () => void): void {
  let bodyLeft = 0;
  let length = 0;
  /** Of the present packet: 0 its first byte is awaited, 1 and more its length. */
  let headerBytes = 0;
  const onData = (chunk: Uint8Array): void => {
    for (let at = 0; at < chunk.length; ) {
      if (bodyLeft > 0) {
        const taken = Math.min(bodyLeft, chunk.length - at);
        bodyLeft -= taken;
        at += taken;
        continue;
      }
      const byte = chunk[at++]!;
      if (headerBytes > 0) length += (byte & ~MORE) * 128 ** (headerBytes - 1);
      headerBytes++;
      const isLast = headerBytes > 1 && (byte & MORE) === 0;
      if (length > LARGEST_PACKET_BYTES || (headerBytes > LENGTH_BYTES && !isLast)) {
        stream.off('data', onData);
        tooLarge();
        return;
      }
      if (isLast) {
        bodyLeft = length;
        length = headerBytes = 0;
      }
    }
  };
  stream.on('data', onData);
}
