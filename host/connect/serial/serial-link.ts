import type { Link } from '../../../protocol/link.ts';
import { SERIAL_PAYLOAD_BYTES } from '../../../protocol/serial-framing.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import { type Dial, type Dialled, reconnectingLink } from '../reconnecting-link.ts';
import { wallTimeline } from '../wall-timeline.ts';
import { portsOfKind } from './ports-of-kind.ts';
import { openLine } from './serial-line.ts';
import type { PortToOpen } from './serial-port.ts';
import { findBand } from './who-is-there.ts';

export interface SerialLinkOptions {
  readonly path: string;
  /** The band's: packets are stamped by it. */
  readonly timeline: Timeline;
  readonly baudRate?: number;
  /** Where else to look for the band when it is not at its port any more; else among the system's ports of the same kind. */
  readonly elsewhere?: () => Promise<readonly string[]>;
  /** Why it could not be connected again, each time. */
  readonly onFailure?: (error: unknown) => void;
  /** However fast simulated bands live, ports take the machine's own time. */
  readonly machine?: Timeline;
}

export interface SerialLink extends Link {
  /** Where the band is plugged in at present. */
  path(): string;
  /** Frames that failed COBS, CRC-32 or their channel byte. */
  discarded(): number;
  readonly trouble: () => string | null;
}

const BAUD_RATE = 1_000_000;

/**
 * The link of one band, the one that is there at first: it is found again at its port, or where else it is plugged in, and no other is
 * ever taken for it once it has said who it is.
 * @throws LimberError link/port-unavailable when the port cannot be opened at first; later losses are states
 */
export async function openSerialLink(options: SerialLinkOptions): Promise<SerialLink> {
  const { path, timeline, onFailure, machine = wallTimeline() } = options;
  const band = await bandAt({ ...options, machine });
  const stamps: Timeline = { ...machine, nowMs: timeline.nowMs, wallMs: timeline.wallMs };
  const link = reconnectingLink({ name: path, dial: band.dial, timeline: stamps, ...(onFailure ? { onFailure } : {}) });
  await isUp(link);
  return {
    name: path,
    payloadBytes: SERIAL_PAYLOAD_BYTES,
    onPacket: link.onPacket,
    onState: link.onState,
    send: link.send,
    path: () => band.line().path,
    discarded: band.discarded,
    trouble: () => band.line().trouble(),
    close: async () => {
      await link.close();
      await band.letGo();
    },
  };
}

/** What is dialled: the first time the line that is open already, then the same band wherever it is. */
async function bandAt({ path, baudRate = BAUD_RATE, machine, ...options }: SerialLinkOptions & { machine: Timeline }) {
  const portAt = (at: string): PortToOpen => ({ path: at, baudRate, timeline: machine });
  let line = await openLine(portAt(path));
  const elsewhere = options.elsewhere ?? portsOfKind(path, machine);
  let isFirst = true;
  let deviceId: string | undefined;
  let discardedBefore = 0;
  let dialling: Promise<unknown> = Promise.resolve();

  const findAgain = async (givenUp: AbortSignal): Promise<void> => {
    const near = [line.path, path];
    const found = await (deviceId === undefined
      ? openLine(portAt(path))
      : findBand({ deviceId, portAt, near, elsewhere, givenUp }));
    discardedBefore += line.discarded();
    line = found;
  };
  const connect = async (givenUp: AbortSignal): Promise<Dialled> => {
    if (!isFirst) await findAgain(givenUp);
    isFirst = false;
    const used = line;
    used.onHello((said) => {
      deviceId ??= said;
      if (said !== deviceId) used.giveUp();
    });
    return { ...used, payloadBytes: SERIAL_PAYLOAD_BYTES };
  };
  const dial: Dial = (givenUp) => {
    const connecting = connect(givenUp);
    dialling = connecting.catch(() => {});
    return connecting;
  };
  const letGo = async (): Promise<void> => {
    await dialling;
    await line.hangUp();
  };
  return { dial, letGo, line: () => line, discarded: () => discardedBefore + line.discarded() };
}

/** Opened already: at once. */
function isUp(link: Link): Promise<void> {
  return new Promise((resolve) => {
    const cancel = link.onState((state) => {
      if (state !== 'up') return;
      queueMicrotask(() => cancel());
      resolve();
    });
  });
}
