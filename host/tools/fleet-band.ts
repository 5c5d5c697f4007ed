import { LimberError } from '../../protocol/limber-error.ts';
import type { Link } from '../../protocol/link.ts';
import type { Hello } from '../../protocol/message.ts';
import { PROTOCOL_VERSION } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { otherProtocol } from '../connect/compatibility.ts';
import { connectDevice, type DeviceConnection } from '../connect/device-connection.ts';
import { provesLinkKey } from '../connect/link-key-proof.ts';
import type { FirmwareRole } from './flash-images.ts';
import type { FleetRow } from './fleet-list.ts';
import { askWho } from './scan-greeting.ts';
import { createUpdateTalk } from './update-talk.ts';

/** How a fleet gets at its bands. */
export interface FleetAir {
  readonly timeline: Timeline;
  /** @throws LimberError link/port-unavailable */
  readonly openLink: (path: string) => Promise<Link>;
}

/** A band that has said who it is. */
export interface GreetedBand {
  readonly connection: DeviceConnection;
  readonly hello: Hello;
  /** From now on commands to a stim band are sealed with it. */
  trust(linkKey: Uint8Array | undefined): void;
  /** Its light says which one it is, for ten seconds. */
  identify(): void;
  close(): Promise<void>;
}

/** One whose last host was killed finds its port again first; what stays silent for so long is taken for a bare board. */
const ANSWER_WITHIN_MS = 4_000;
const OPEN_EVERY_MS = 300;
const PROOF_WITHIN_MS = 2_000;
const ATTEMPTS = 3;

/**
 * @param withinMs beyond the usual, for a band that is just starting: its port may be gone meanwhile
 * @returns undefined where the port is there and nobody answers
 * @throws LimberError link/port-unavailable, link/incompatible-device
 */
export async function openFleetBand(
  { timeline, openLink }: FleetAir,
  { port }: FleetRow,
  withinMs = 0,
): Promise<GreetedBand | undefined> {
  const untilMs = timeline.nowMs() + withinMs;
  const link = await openPatiently(() => openLink(port), timeline, untilMs);
  let key: Uint8Array | undefined;
  // A motion band opens no seals: what it must believe carries a tag.
  const connection = connectDevice(link, { linkKey: ({ role }) => (role === 'ROLE_STIM' ? key : undefined) });
  try {
    const patienceMs = Math.max(ANSWER_WITHIN_MS, untilMs - timeline.nowMs());
    const hello = await askWho(connection, timeline, patienceMs);
    if (hello && hello.protocolVersion !== PROTOCOL_VERSION) throw otherProtocol(port, hello);
    if (!hello) {
      await connection.close();
      return undefined;
    }
    const trust = (linkKey: Uint8Array | undefined): void => {
      key = linkKey;
    };
    const identify = (): void => {
      const kept = key;
      // In plain: a band shows itself to anybody, and may not have this key yet.
      key = undefined;
      connection.send({ kind: 'IDENTIFY' }).catch(() => {});
      key = kept;
    };
    return { connection, hello, trust, identify, close: () => connection.close() };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openPatiently(open: () => Promise<Link>, timeline: Timeline, untilMs: number): Promise<Link> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof LimberError) || timeline.nowMs() >= untilMs) throw error;
      await new Promise<void>((resolve) => timeline.after(OPEN_EVERY_MS, resolve));
    }
  }
}

/** Works with the band of a row and closes its port whatever happens. @throws LimberError link/not-up, fleet/wrong-band */
export async function withFleetBand<Result>(
  air: FleetAir,
  row: FleetRow,
  device: string | undefined,
  work: (band: GreetedBand) => Promise<Result>,
): Promise<Result> {
  const band = await openFleetBand(air, row);
  if (!band) throw silentPort(row);
  try {
    refuseOtherBand(row, band.hello, device);
    return await work(band);
  } finally {
    await band.close();
  }
}

export const silentPort = ({ port }: FleetRow): LimberError =>
  new LimberError('link/not-up', `nobody answers at ${port}. Is it switched on and charged, and is it a Limber band?`);

export const roleOf = ({ role }: Pick<Hello, 'role'>): FirmwareRole => (role === 'ROLE_STIM' ? 'stim' : 'motion');

/** @param device as it is known; undefined: not yet. @throws LimberError fleet/wrong-band */
export function refuseOtherBand(row: FleetRow, hello: Hello, device: string | undefined): void {
  const wrong = (message: string): LimberError => new LimberError('fleet/wrong-band', message);
  if (device !== undefined && hello.deviceId !== device)
    throw wrong(`at ${row.port} is ${hello.deviceId}, not ${device}: is another band plugged in there?`);
  if (roleOf(hello) !== row.role)
    throw wrong(`${hello.deviceId} is a ${roleOf(hello)} band; the list says ${row.role}`);
  if (hello.board !== row.board) throw wrong(`${hello.deviceId} is a ${hello.board}; the list says ${row.board}`);
}

/** Whether the band shows that it has this key. @throws LimberError link/not-up where it does not answer */
export async function provesKey(
  { connection, hello, trust }: GreetedBand,
  timeline: Timeline,
  linkKey: Uint8Array,
): Promise<boolean> {
  if (roleOf(hello) === 'stim') {
    trust(linkKey);
    return (await provesLinkKey(connection, timeline)) !== undefined;
  }
  const talk = createUpdateTalk({ connection, timeline, linkKey, hello });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const isProved = await talk.tellHealthy(PROOF_WITHIN_MS);
    if (isProved !== undefined) return isProved;
    await talk.freshHello(PROOF_WITHIN_MS);
  }
  throw new LimberError('link/not-up', `${hello.deviceId} has stopped answering.`);
}
