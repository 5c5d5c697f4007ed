import type { Channel, Link } from './link.ts';

/** What becomes of one packet on its way to the host: these packets arrive instead, none, one or several. */
export type FaultPlan = (channel: Channel, bytes: Uint8Array, index: number) => readonly Uint8Array[];

/** Any link, with faults between it and whoever listens: lost, bent, cut, doubled or invented packets. Sending is untouched. */
export function withFaults(link: Link, plan: FaultPlan): Link {
  let index = 0;
  return {
    get name() {
      return link.name;
    },
    get payloadBytes() {
      return link.payloadBytes;
    },
    onState: link.onState,
    ...(link.handsOverAtOnce ? { handsOverAtOnce: true } : {}),
    ...(link.signalDbm ? { signalDbm: link.signalDbm } : {}),
    ...(link.intervalMs ? { intervalMs: link.intervalMs } : {}),
    send: (channel, bytes) => link.send(channel, bytes),
    close: () => link.close(),
    onPacket: (listener) =>
      link.onPacket((channel, bytes, atMs) => {
        for (const arriving of plan(channel, bytes, index++)) listener(channel, arriving, atMs);
      }),
  };
}
