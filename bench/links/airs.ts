import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import { encodeSerialPacket } from '../../protocol/serial-framing.ts';
import { startBluez } from '../../sim/bluez/bluez.ts';
import { openPrivateBus } from '../../sim/bluez/private-bus.ts';
import { openPseudoTerminal } from '../../sim/pseudo-terminal.ts';
import { createController } from '../../sim/radio/hci-controller.ts';
import { serveController } from '../../sim/radio/serve-h4.ts';
import { type FrameBand, frameBand } from './frame-band.ts';

/** Bands that a host in another process reaches in one way. */
export interface Air {
  readonly at: string;
  readonly addresses: readonly string[];
  /** Environment of a host. */
  readonly env: Readonly<Record<string, string>>;
  /** One frame of the next band. */
  send(): void;
  close(): Promise<void>;
}

type OpenAir = (bands: readonly FrameBand[], folder: string) => Promise<Air>;

const h4: OpenAir = async (bands, folder) => {
  const controller = createController({ timeline: wallTimeline(), peripherals: bands, aclBytes: 251 });
  const { path, close } = await serveController(controller, join(folder, 'hci'));
  return { at: path, addresses: bands.map(({ address }) => address), env: {}, send: inTurn(bands), close };
};

const bluez: OpenAir = async (bands, folder) => {
  const bus = await openPrivateBus(folder);
  const { stop } = await startBluez({ busAddress: bus.address, timeline: wallTimeline(), peripherals: bands });
  const close = async (): Promise<void> => {
    await stop();
    await bus.close();
  };
  const addresses = bands.map(({ address }) => address);
  return { at: bus.address, addresses, env: { DBUS_SYSTEM_BUS_ADDRESS: bus.address }, send: inTurn(bands), close };
};

const serial: OpenAir = async (bands, folder) => {
  const terminals = await Promise.all(
    bands.map((_, index) =>
      openPseudoTerminal({
        path: join(folder, `band-${index}`),
        queueBytes: 64 * 1024,
        onHost: () => {},
        onBytes: () => {},
      }),
    ),
  );
  let next = 0;
  return {
    at: '-',
    addresses: terminals.map(({ path }) => path),
    env: {},
    send: () => {
      const index = next++ % bands.length;
      terminals[index]!.write(encodeSerialPacket('motion', bands[index]!.frame()));
    },
    close: async () => {
      await Promise.all(terminals.map((terminal) => terminal.close()));
    },
  };
};

function inTurn(bands: readonly FrameBand[]): () => void {
  let next = 0;
  return () => bands[next++ % bands.length]!.send();
}

const AIRS = { h4, bluez, serial } satisfies Record<string, OpenAir>;
export type AirName = keyof typeof AIRS;

export async function openAir(name: AirName, bands: number): Promise<Air> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-bench-'));
  const air = await AIRS[name](
    Array.from({ length: bands }, (_, index) => frameBand(index + 1)),
    folder,
  );
  const close = async (): Promise<void> => {
    await air.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...air, close };
}
