import { LimberError } from '../../../protocol/limber-error.ts';
import type { Channel } from '../../../protocol/link.ts';
import type { Cancel, Timeline } from '../../../protocol/timeline.ts';
import { within } from '../deadline.ts';
import { type FirstPackets, firstPackets } from '../first-packets.ts';
import type { Dialled } from '../reconnecting-link.ts';
import type { Characteristic } from './noble-library.ts';
import type { Connected } from './radio.ts';

export type Characteristics = { readonly [channel in Channel]: Characteristic };

export interface ConversationParams extends Connected {
  readonly address: string;
  readonly timeline: Timeline;
  readonly mtu: number;
  /** Of this connection: those of the one before take everything and do nothing. */
  readonly characteristics: Characteristics;
}

/** What noble asks for; some bands name what they could take, and the smaller of the two holds. */
const MTU_MOST = 247;
const ATT_HEADER_BYTES = 3;
/** A controller that does not send them takes no more: they would be stale, and leases among them. */
const BACKLOG_MOST = 16;
/** For one band at a time: controllers have room for some eight. */
const UNSENT_MOST = 2;
const LOOK_AGAIN_MS = 2;
const SIGNAL_EVERY_MS = 5_000;
/** It answers within a millisecond; the host may be stalled. */
const SIGNAL_WITHIN_MS = 8_000;

/** Listens from now on. */
export function converse(params: ConversationParams): Dialled {
  const { adapter, peripheral, characteristics, address } = params;
  const payloadBytes = Math.min(params.mtu, MTU_MOST) - ATT_HEADER_BYTES;
  const inbox = createInbox(characteristics);
  const signal = followSignal(params);
  const gone = new Promise<void>((resolve) => peripheral.once('disconnect', () => resolve()));
  void gone.then(signal.cancel);
  return {
    payloadBytes,
    onPacket: inbox.open,
    onGone: (listener) => {
      if (peripheral.state !== 'connected') listener();
      else peripheral.once('disconnect', listener);
    },
    // Without response: nothing that a band leaves unanswered may stand before a lease or STOP. What arrived it says itself.
    send: async (channel, bytes) => {
      // Longer ones it would cut into a long write, which takes a round trip for each piece and hangs where it is refused.
      if (bytes.length > payloadBytes) throw new RangeError(`a packet of ${bytes.length} bytes, ${payloadBytes} fit`);
      // A band that is silent must not hold the room that the controller has for all: up to its supervision timeout nothing gives it back.
      while (adapter.unsent(peripheral) >= UNSENT_MOST && peripheral.state === 'connected')
        await new Promise<void>((resolve) => void params.timeline.after(LOOK_AGAIN_MS, resolve));
      if (adapter.backlog() >= BACKLOG_MOST)
        throw new LimberError('link/no-answer', `The adapter does not send what is meant for ${address}.`);
      await characteristics[channel].writeAsync(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), true);
    },
    hangUp: () => {
      signal.cancel();
      return adapter.release(peripheral);
    },
    signalDbm: signal.latestDbm,
    intervalMs: () => adapter.intervalMs(peripheral),
  };
}

function createInbox(characteristics: Characteristics): Pick<FirstPackets, 'open'> {
  const { take, open } = firstPackets();
  for (const [channel, characteristic] of Object.entries(characteristics) as [Channel, Characteristic][])
    characteristic.on('data', (bytes, isNotification) => {
      // The answer to reading is none: of an error noble makes an empty one.
      if (isNotification) take(channel, bytes);
    });
  return { open };
}

/** Asks now and then; that there is no answer means that the controller is dead, which nobody else would tell. */
function followSignal({ adapter, peripheral, timeline, signalDbm }: ConversationParams): {
  readonly latestDbm: () => number | null;
  readonly cancel: Cancel;
} {
  const UNKNOWN = 127;
  let latestDbm = signalDbm;
  let isAsking = false;
  const ask = async (): Promise<void> => {
    if (isAsking || peripheral.state !== 'connected') return;
    isAsking = true;
    try {
      latestDbm = await within(timeline, SIGNAL_WITHIN_MS, 'The signal of a band', peripheral.updateRssiAsync());
    } catch (error) {
      if (error instanceof LimberError) adapter.fail(error);
    }
    isAsking = false;
  };
  const cancel = timeline.every(SIGNAL_EVERY_MS, () => void ask());
  return { latestDbm: () => (latestDbm === UNKNOWN ? null : latestDbm), cancel };
}
