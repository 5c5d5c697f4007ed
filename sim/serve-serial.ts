import { join } from 'node:path';
import { beginReceiving, encodeSerialPacket, receiveSerial } from '../protocol/serial-framing.ts';
import { openPseudoTerminal, type PseudoTerminal } from './pseudo-terminal.ts';
import type { ServeBands } from './serve-world.ts';
import type { SimulatedDevice } from './world.ts';

/** A simulated band on a pseudo-terminal, as if plugged in. */
export interface ServedPort extends Pick<PseudoTerminal, 'path' | 'unplug' | 'stick'> {
  /** Plugged in again, under another name if one is given. Settles when the port can be opened. */
  plugIn(name?: string): Promise<void>;
  /** Settles when the terminal is gone. */
  close(): Promise<void>;
}

const QUEUE_BYTES = 16 * 1024;
/** From the cable being plugged in to the band's hello. */
const PLUG_IN_MS = 100;

/**
 * Offers a band's packets on a pseudo-terminal at `folder`/<name>. Hosts come and go: the band lives on, and each host is a new
 * connection to it. Settles when the port can be opened.
 * @throws LimberError sim/pty-unavailable without socat, or where the system gives it no terminal
 */
export async function servePort(
  device: SimulatedDevice,
  folder: string,
  onHost: (isThere: boolean) => void = () => {},
): Promise<ServedPort> {
  const { air, link } = device;
  let receiver = beginReceiving();
  const terminal = await openPseudoTerminal({
    path: join(folder, device.name),
    queueBytes: QUEUE_BYTES,
    onHost: (isThere) => {
      receiver = beginReceiving();
      air.dropOut(isThere ? PLUG_IN_MS : Number.POSITIVE_INFINITY);
      onHost(isThere);
    },
    onBytes: (bytes) => {
      for (const packet of receiveSerial(receiver, bytes)) link.send(packet.channel, packet.bytes).catch(() => {});
    },
  });
  const cancel = link.onPacket((channel, bytes) => terminal.write(encodeSerialPacket(channel, bytes)));
  const close = async (): Promise<void> => {
    cancel();
    await terminal.close();
  };
  return {
    get path() {
      return terminal.path;
    },
    unplug: terminal.unplug,
    plugIn: (name) => terminal.plugIn(name === undefined ? undefined : join(folder, name)),
    stick: terminal.stick,
    close,
  };
}

/** One port each. */
export const serveSerial: ServeBands = async (devices, folder, onHost) => {
  const ports: ServedPort[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(ports.map((port) => port.close()));
  };
  try {
    for (const device of devices) ports.push(await servePort(device, folder, (isThere) => onHost(device, isThere)));
  } catch (error) {
    await close();
    throw error;
  }
  return { ports: ports.map(({ path }) => path), close };
};
