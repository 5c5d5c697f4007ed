import { createHmac } from 'node:crypto';
import { crc32 } from '../../protocol/crc32.ts';
import { BAND_SAYS, tagStatement } from '../../protocol/firmware-manifest.ts';
import { beginReassembly, cutMessage, takePacket } from '../../protocol/fragment.ts';
import { limber } from '../../protocol/generated/wearable.js';
import type { Channel, Link } from '../../protocol/link.ts';
import { linkListeners } from '../../protocol/link-listeners.ts';
import { readEnvelope } from '../../protocol/seal.ts';
import type { Timeline } from '../../protocol/timeline.ts';

const wire = limber.v1;
const PAYLOAD_BYTES = 200;
const TAG_BYTES = 8;
const PRESS_AFTER_MS = 300;
const HEALTHY = 35;

/** Only for scale: a motion band that says what the real firmware says to greeting, enrolment and proof, and costs nothing. */
export class PretendedLink {
  /** Firmware is on it. */
  alive = true;
  /** How often it took a key. */
  enrolments = 0;
  #key: Uint8Array | undefined;
  readonly #id: string;
  readonly #timeline: Timeline;
  readonly #firmware: { readonly version: string; readonly hash: number };

  constructor(id: string, timeline: Timeline, firmware: { readonly version: string; readonly hash: number }) {
    this.#id = id;
    this.#timeline = timeline;
    this.#firmware = firmware;
  }

  /** Another connection each time. */
  open(): Link {
    const listeners = linkListeners('up');
    const incoming = beginReassembly();
    const counters = new Map<Channel, number>();
    const say = (channel: Channel, message: Uint8Array): void => {
      const emit = (packet: Uint8Array): void => listeners.emitPacket(channel, packet, this.#timeline.nowMs());
      counters.set(channel, cutMessage(message, PAYLOAD_BYTES, counters.get(channel) ?? 0, crc32, emit));
    };
    return {
      name: this.#id,
      payloadBytes: PAYLOAD_BYTES,
      onPacket: listeners.onPacket,
      onState: listeners.onState,
      send: async (_, packet) => {
        const message = this.alive ? takePacket(incoming, packet, crc32) : null;
        const envelope = message && readEnvelope(message);
        if (envelope) this.#take(wire.Command.decode(envelope.body), say);
      },
      close: async () => listeners.enterState('closed'),
    };
  }

  #take(command: limber.v1.Command, say: (channel: Channel, message: Uint8Array) => void): void {
    const { counter, kind } = command;
    const tell = (content: limber.v1.IStatusMessage): void =>
      say('status', wire.StatusMessage.encode(content).finish());
    if (kind === wire.CommandKind.SAY_HELLO) say('info', this.#hello());
    else if (kind === wire.CommandKind.ENROL) {
      tell({ updateState: { phase: wire.UpdatePhase.AWAITING_PRESS, reason: 'KEY_ASKED' } });
      const key = Uint8Array.from(command.keyPair);
      this.#timeline.after(PRESS_AFTER_MS, () => {
        this.#key = key;
        this.enrolments++;
        tell({ acknowledgement: { counter, result: wire.Result.DONE } });
      });
    } else if (kind === wire.CommandKind.HEALTHY) {
      const proof = this.#proof(counter, command.payload.subarray(0, -TAG_BYTES));
      tell({ acknowledgement: { counter, result: wire.Result.DONE, proof } });
    }
  }

  #proof(counter: number, challenge: Uint8Array): Uint8Array {
    const statement = tagStatement(new Uint8Array(8), HEALTHY + BAND_SAYS, counter, challenge);
    return createHmac('sha256', this.#key ?? new Uint8Array(16))
      .update(statement)
      .digest()
      .subarray(0, TAG_BYTES);
  }

  #hello(): Uint8Array {
    return wire.Hello.encode({
      protocolVersion: 1,
      role: wire.Role.ROLE_MOTION,
      deviceId: this.#id,
      board: 'puck',
      firmwareVersion: this.#firmware.version,
      firmwareHash: this.#firmware.hash,
      boot: 1,
      salt: new Uint8Array(8),
      configurationId: 1,
      payloadBytes: PAYLOAD_BYTES,
      simulated: true,
      enrolled: this.#key !== undefined,
    }).finish();
  }
}
