import { type Observable, Subject } from 'rxjs';
import { crc32 } from '../../protocol/crc32.ts';
import type { Decoded } from '../../protocol/decoded.ts';
import { beginReassembly, cutMessage, type Reassembly, takePacket } from '../../protocol/fragment.ts';
import type { Channel, Link } from '../../protocol/link.ts';
import {
  type Command,
  decodeHello,
  decodeLogBlock,
  decodeStatusMessage,
  decodeStimulationFrame,
  encodeCommand,
  type Hello,
  type LogBlock,
  type StatusContent,
  type StimulationFrame,
} from '../../protocol/message.ts';
import { decodeMotionFrame, type MotionFrame } from '../../protocol/motion-frame.ts';
import { plainEnvelope } from '../../protocol/seal.ts';
import { createSealer, fitsProof } from './command-seal.ts';
import { type CommandToSend, openOutgoing } from './outgoing.ts';
import { type MotionMessage, untakenMotion } from './untaken-motion.ts';

/** What a band says, decoded; `atMs` is arrival on the host's timeline. Broken packets are counted, not emitted. */
export type DeviceMessage =
  | { readonly kind: 'hello'; readonly hello: Hello; readonly atMs: number }
  | { readonly kind: 'motion'; readonly frame: MotionFrame; readonly atMs: number }
  | { readonly kind: 'stimulation'; readonly frame: StimulationFrame; readonly atMs: number }
  | { readonly kind: 'log-block'; readonly block: LogBlock; readonly atMs: number }
  | (StatusContent & { readonly atMs: number });

export type { CommandToSend } from './outgoing.ts';

export interface DeviceConnection {
  readonly link: Link;
  readonly messages$: Observable<DeviceMessage>;
  /** The latest one heard. */
  hello(): Hello | undefined;
  /** Packets dropped because a check failed. */
  discarded(): number;
  /** STOP, SAY_HELLO, ENROL and commands to a motion band go as they are, everything else sealed. In which order: see outgoing.ts. */
  send(command: CommandToSend): Promise<void>;
  /** With `keepsMotion`: the frames of the band's present start that came before the first call, oldest first. */
  motionUntilNow(): readonly MotionMessage[];
  /** Highest number that has sealed a command on this connection; whoever numbers the next one goes above it. */
  sealedUpTo(): number;
  /** Whether this answer to a challenge shows that a band that says this of itself has the link key. */
  isProof(hello: Hello, counter: number, challenge: Uint8Array, proof: Uint8Array): boolean;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  /** 16 bytes shared with a stim band, chosen once it has said who it is; none for motion bands. */
  readonly linkKey?: (hello: Hello) => Uint8Array | undefined;
  /** By which it is told what has waited too long; absent: the machine's own. */
  readonly nowMs?: () => number;
  /** For whoever may go on with a session: what comes before `motionUntilNow` is called is kept, once. */
  readonly keepsMotion?: true;
}

const UNSEALED: readonly Command['kind'][] = ['STOP', 'SAY_HELLO', 'ENROL'];

/** A block of the log: 127 samples that cannot be compressed, and what is said of them. */
const LOG_BLOCK_BYTES_MAX = 1600;

const beginLogReassembly = (): Reassembly => ({
  ...beginReassembly(),
  buffer: new Uint8Array(LOG_BLOCK_BYTES_MAX + 4),
});

/** Listens from now on. */
export function connectDevice(link: Link, options: ConnectionOptions = {}): DeviceConnection {
  const messages$ = new Subject<DeviceMessage>();
  const intakes = new Map<Channel, Reassembly>();
  const sealer = createSealer();
  let broken = 0;
  let counter = 0;
  let hello: Hello | undefined;

  const whole = (channel: Channel, packet: Uint8Array): Uint8Array | null => {
    const state = intakes.get(channel) ?? (channel === 'log' ? beginLogReassembly() : beginReassembly());
    intakes.set(channel, state);
    return takePacket(state, packet, crc32);
  };
  // Nearly all packets: by the shortest way.
  const takeMotion = (packet: Uint8Array, atMs: number): void => {
    const result = decodeMotionFrame(packet);
    if (result.ok) messages$.next({ kind: 'motion', frame: result.value, atMs });
    else broken++;
  };
  const cancel = link.onPacket((channel, packet, atMs) => {
    if (channel === 'motion') {
      takeMotion(packet, atMs);
      return;
    }
    const result = decodeChannel(channel, packet, whole, atMs);
    if (result?.ok === false) broken++;
    if (!result?.ok) return;
    if (result.value.kind === 'hello') hello = result.value.hello;
    messages$.next(result.value);
  });
  const envelope = (command: CommandToSend): Uint8Array => {
    const bytes = encodeCommand(command);
    const key = hello && options.linkKey?.(hello);
    if (!key || !hello || UNSEALED.includes(command.kind)) return plainEnvelope(bytes);
    return sealer.seal(bytes, command.counter ?? 0, key, hello.salt);
  };
  const cut = (command: CommandToSend): Uint8Array[] => {
    const packets: Uint8Array[] = [];
    // A cable takes longer packets than the band behind it.
    const payloadBytes = Math.min(link.payloadBytes, hello?.payloadBytes || link.payloadBytes);
    counter = cutMessage(envelope(command), payloadBytes, counter, crc32, (packet) => packets.push(packet));
    return packets;
  };
  const untaken = untakenMotion();
  const unkept = options.keepsMotion && messages$.subscribe(untaken.note);
  const outgoing = openOutgoing({ link, cut, nowMs: options.nowMs ?? (() => performance.now()) });

  return {
    link,
    messages$,
    hello: () => hello,
    discarded: () => [...intakes.values()].reduce((sum, intake) => sum + intake.discarded, broken),
    send: (command) => outgoing.send(command),
    motionUntilNow: () => {
      unkept?.unsubscribe();
      return untaken.take();
    },
    sealedUpTo: sealer.highest,
    isProof: (said, counter, challenge, proof) => {
      const key = options.linkKey?.(said);
      return key !== undefined && fitsProof(said, key, counter, challenge, proof);
    },
    close: async () => {
      cancel();
      outgoing.close();
      messages$.complete();
      await link.close();
    },
  };
}

/** Null while a message is not complete yet. */
function decodeChannel(
  channel: Channel,
  packet: Uint8Array,
  whole: (channel: Channel, packet: Uint8Array) => Uint8Array | null,
  atMs: number,
): Decoded<DeviceMessage> | null {
  const message = whole(channel, packet);
  if (!message) return null;
  if (channel === 'info') return mapDecoded(decodeHello(message), (hello) => ({ kind: 'hello', hello, atMs }));
  if (channel === 'stim')
    return mapDecoded(decodeStimulationFrame(message), (frame) => ({ kind: 'stimulation', frame, atMs }));
  if (channel === 'log') return mapDecoded(decodeLogBlock(message), (block) => ({ kind: 'log-block', block, atMs }));
  if (channel === 'status') return mapDecoded(decodeStatusMessage(message), (content) => ({ ...content, atMs }));
  return { ok: false, reason: `nothing is expected on ${channel}` };
}

function mapDecoded<From>(result: Decoded<From>, shape: (value: From) => DeviceMessage): Decoded<DeviceMessage> {
  return result.ok ? { ok: true, value: shape(result.value) } : result;
}
