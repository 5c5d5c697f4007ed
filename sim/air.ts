import { LimberError } from '../protocol/limber-error.ts';
import type { Channel, Link } from '../protocol/link.ts';
import { linkListeners } from '../protocol/link-listeners.ts';
import type { Timeline } from '../protocol/timeline.ts';
import type { Random } from './random.ts';

/** How the radio between one band and the host behaves. */
export interface AirPlan {
  readonly connectionIntervalMs: number;
  /** Notifications that fit into one connection event (Espruino's maintainer: about 5). */
  readonly packetsPerEvent: number;
  /** What the band's radio stack holds; more is dropped silently, as NRF.updateServices does. */
  readonly queuePackets: number;
  /** Share of notifications that never arrive, in bursts of `burstPackets` on average; asked for each, so that it may change. */
  readonly lossShare: number;
  readonly burstPackets: number;
  /** The host's own stack delivers this much later, evenly spread. */
  readonly hostDelayMs: { readonly low: number; readonly high: number };
  readonly connectMs: number;
  /** How strongly the host hears the band. */
  readonly signalDbm: number;
}

/** A quiet living room: a little loss, so that asking again is seen to work. */
export const HOME_AIR: AirPlan = {
  connectionIntervalMs: 15,
  packetsPerEvent: 5,
  queuePackets: 8,
  lossShare: 0.005,
  burstPackets: 3,
  hostDelayMs: { low: 0.5, high: 4 },
  connectMs: 1500,
  signalDbm: -58,
};

/** The band's end of the radio. */
export interface AirPeer {
  readonly payloadBytes: number;
  connect(): void;
  disconnect(): void;
  write(channel: Channel, bytes: Uint8Array): void;
}

export interface Air {
  readonly link: Link;
  /** Joins the band; the link comes up `connectMs` later. */
  attach(peer: AirPeer): void;
  /** The band hands over a notification; it may be dropped without a word. */
  notify(channel: Channel, bytes: Uint8Array): void;
  /** Loses the connection for `forMs`, then finds it again; Infinity keeps it lost. */
  dropOut(forMs: number): void;
  /** The host looks for the band by itself: from now on a connection begins and ends as it says, and what is lost stays lost. */
  leaveToHost(): void;
  /** As the host has dialled, in connection events this far apart; again for another distance. */
  connect(intervalMs?: number): void;
  hangUp(): void;
  isInRange(): boolean;
  /** Packets that never arrived. */
  lost(): number;
}

export function createAir(name: string, timeline: Timeline, plan: AirPlan, random: Random): Air {
  const listeners = linkListeners('connecting');
  const queue: { channel: Channel; bytes: Uint8Array }[] = [];
  const isLost = burstLoss(plan, random);
  let peer: AirPeer | undefined;
  let eventScheduled = false;
  let lostPackets = 0;
  let lastDueMs = 0;
  let intervalMs = plan.connectionIntervalMs;
  let isLeftToHost = false;
  let outOfRangeUntilMs = 0;

  const isUp = (): boolean => listeners.state() === 'up';
  const toNextEventMs = (): number => intervalMs - (timeline.nowMs() % intervalMs);
  const comeUp = (): void => {
    if (!peer || listeners.state() === 'closed') return;
    peer.connect();
    listeners.enterState('up');
  };
  const comeUpByItself = (): void => {
    if (!isLeftToHost) comeUp();
  };
  const goDown = (): void => {
    queue.length = 0;
    peer?.disconnect();
    listeners.enterState('down');
  };
  const arrive = (channel: Channel, bytes: Uint8Array): void => {
    if (isLost()) {
      lostPackets++;
      return;
    }
    // The packets of one connection are late, but never out of turn.
    const dueMs = timeline.nowMs() + random.uniform(plan.hostDelayMs.low, plan.hostDelayMs.high);
    lastDueMs = Math.max(lastDueMs, dueMs);
    timeline.after(lastDueMs - timeline.nowMs(), () => {
      if (isUp()) listeners.emitPacket(channel, bytes, timeline.nowMs());
    });
  };
  const connectionEvent = (): void => {
    eventScheduled = false;
    for (const { channel, bytes } of queue.splice(0, plan.packetsPerEvent)) arrive(channel, bytes);
    if (queue.length > 0) scheduleEvent();
  };
  const scheduleEvent = (): void => {
    if (eventScheduled) return;
    eventScheduled = true;
    timeline.after(toNextEventMs(), connectionEvent);
  };

  return {
    link: {
      name,
      get payloadBytes() {
        return peer?.payloadBytes ?? 0;
      },
      onPacket: listeners.onPacket,
      onState: listeners.onState,
      send: async (channel, bytes) => {
        if (!isUp()) throw new LimberError('link/not-up', `${name} is not connected.`);
        const copy = bytes.slice();
        timeline.after(toNextEventMs(), () => {
          if (isUp()) peer?.write(channel, copy);
        });
      },
      handsOverAtOnce: true,
      signalDbm: () => (isUp() ? plan.signalDbm : null),
      intervalMs: () => (isUp() ? intervalMs : null),
      close: async () => {
        if (isUp()) peer?.disconnect();
        listeners.enterState('closed');
      },
    },
    attach: (joined) => {
      peer = joined;
      timeline.after(plan.connectMs, comeUpByItself);
    },
    notify: (channel, bytes) => {
      if (!isUp()) return;
      if (queue.length >= plan.queuePackets) {
        lostPackets++;
        return;
      }
      queue.push({ channel, bytes: bytes.slice() });
      scheduleEvent();
    },
    dropOut: (forMs) => {
      goDown();
      outOfRangeUntilMs = timeline.nowMs() + forMs;
      if (Number.isFinite(forMs)) timeline.after(forMs, comeUpByItself);
    },
    leaveToHost: () => {
      isLeftToHost = true;
      goDown();
    },
    connect: (everyMs = plan.connectionIntervalMs) => {
      intervalMs = everyMs;
      comeUp();
    },
    hangUp: goDown,
    isInRange: () => timeline.nowMs() >= outOfRangeUntilMs,
    lost: () => lostPackets,
  };
}

/** Two states, good and bad (Gilbert 1960): in the bad one every packet is lost. */
function burstLoss(plan: AirPlan, random: Random): () => boolean {
  let bad = false;
  return () => {
    const { lossShare, burstPackets } = plan;
    if (lossShare === 0) return false;
    const leaveBad = 1 / burstPackets;
    const enterBad = (lossShare * leaveBad) / Math.max(1e-9, 1 - lossShare);
    bad = random.next() < (bad ? 1 - leaveBad : enterBad);
    return bad;
  };
}
