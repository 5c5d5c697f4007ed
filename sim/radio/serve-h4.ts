import { join } from 'node:path';
import { openPseudoTerminal } from '../pseudo-terminal.ts';
import type { ServeBands } from '../serve-world.ts';
import { createController, type HciController } from './hci-controller.ts';
import { peripheralOf } from './peripheral.ts';

/** A controller that a host opens as a serial adapter. */
export interface ServedController {
  readonly path: string;
  /** Settles when the terminal is gone. */
  close(): Promise<void>;
}

/** Minutes of seven bands: what a stalled host misses before that is told to it afterwards. */
const QUEUE_BYTES = 2 * 1024 * 1024;

/**
 * Offers the controller on a pseudo-terminal. When a host leaves, the controller is as after a reset; the next one finds it so.
 * @throws LimberError sim/pty-unavailable
 */
export async function serveController(controller: HciController, path: string): Promise<ServedController> {
  const terminal = await openPseudoTerminal({
    path,
    queueBytes: QUEUE_BYTES,
    onHost: (isThere) => {
      if (!isThere) controller.abandon();
    },
    onBytes: controller.receive,
  });
  const cancels = [
    controller.onSend(terminal.write),
    controller.onPlugged((isPlugged) => (isPlugged ? terminal.plugIn() : terminal.unplug())),
  ];
  const close = async (): Promise<void> => {
    for (const cancel of cancels) cancel();
    await terminal.close();
  };
  return { path: terminal.path, close };
}

/** All behind one adapter. */
export const serveH4: ServeBands = async (devices, folder, onHost, clock) => {
  const peripherals = devices.map(peripheralOf);
  const controller = createController({ timeline: clock, peripherals });
  controller.onConnection((band, isThere) => onHost(devices[peripherals.indexOf(band)]!, isThere));
  const { path, close } = await serveController(controller, join(folder, 'hci'));
  return { at: path, ports: peripherals.map(({ address }) => address), close };
};
