import type { Packet } from 'mqtt';

/** What a broker may say to a gateway, which publishes and subscribes at QoS 0 and 1 and never unsubscribes. */
const EXPECTED: readonly string[] = ['connack', 'publish', 'puback', 'suback', 'pingresp', 'disconnect'];

/**
 * False for a packet that the mqtt package is to leave alone: it falls over messages whose id is cut off (it reads -1 there), and keeps
 * what came at QoS 2 for an end that a hostile broker need not send.
 */
export function isExpected(packet: Packet): boolean {
  if (!EXPECTED.includes(packet.cmd)) return false;
  if (packet.cmd === 'publish') return packet.qos === 0 || (packet.qos === 1 && isId(packet.messageId));
  return (packet.cmd !== 'puback' && packet.cmd !== 'suback') || isId(packet.messageId);
}

const isId = (id: unknown): boolean => typeof id === 'number' && id > 0;
