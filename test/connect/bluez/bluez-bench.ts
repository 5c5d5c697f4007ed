import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { type BluezTransport, openBluez } from '../../../host/connect/bluez/bluez-transport.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { SERVICE_UUID } from '../../../protocol/gatt.ts';
import type { Channel, Link, LinkState } from '../../../protocol/link.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import { type BluezParams, type SimulatedBluez, startBluez } from '../../../sim/bluez/bluez.ts';
import { openPrivateBus, type PrivateBus } from '../../../sim/bluez/private-bus.ts';
import type { RadioPeripheral } from '../../../sim/radio/peripheral.ts';

/** A band that says what the test says. */
export interface ScriptedBand extends RadioPeripheral {
  readonly received: { channel: Channel; bytes: Uint8Array }[];
  connections: number;
  isInRange: boolean;
  notify(channel: Channel, bytes: Uint8Array): void;
  /** Goes out of range, or comes back. */
  leave(): void;
  comeBack(): void;
}

export function scriptedBand(number: number): ScriptedBand {
  const notifies = new Set<(channel: Channel, bytes: Uint8Array) => void>();
  const vanishes = new Set<() => void>();
  let isConnected = false;
  const added = <One>(all: Set<One>, one: One) => {
    all.add(one);
    return () => all.delete(one);
  };
  const band: ScriptedBand = {
    address: `c0:ff:ee:00:00:${number.toString(16).padStart(2, '0')}`,
    name: `Limber ${number}`,
    payloadBytes: 128,
    received: [],
    connections: 0,
    isInRange: true,
    signalDbm: () => -60 - number,
    advertises: () => band.isInRange && !isConnected,
    advertisingMs: () => 100,
    advertised: () => [SERVICE_UUID],
    connect: () => {
      isConnected = true;
      band.connections++;
    },
    disconnect: () => {
      isConnected = false;
    },
    write: (channel, bytes) => void band.received.push({ channel, bytes }),
    read: () => Uint8Array.of(1, 2, 3),
    standard: () => Uint8Array.of(7),
    onNotify: (listener) => added(notifies, listener),
    onVanish: (listener) => added(vanishes, listener),
    notify: (channel, bytes) => {
      for (const listener of notifies) listener(channel, bytes);
    },
    leave: () => {
      band.isInRange = false;
      isConnected = false;
      for (const listener of vanishes) listener();
    },
    comeBack: () => {
      band.isInRange = true;
    },
  };
  return band;
}

export interface BluezBench {
  readonly bus: PrivateBus;
  readonly bluez: SimulatedBluez;
  readonly bands: readonly ScriptedBand[];
  readonly timeline: Timeline;
  readonly failures: unknown[];
  open(): Promise<BluezTransport>;
  /** A link of a band, with what it said. */
  follow(transport: BluezTransport, band: ScriptedBand): FollowedLink;
}

export interface FollowedLink {
  readonly link: Link;
  readonly states: LinkState[];
  readonly packets: { channel: Channel; bytes: Uint8Array }[];
}

export interface BenchPlan extends Partial<Omit<BluezParams, 'timeline' | 'busAddress' | 'peripherals'>> {
  readonly bands?: number;
  /** Everything that waits, on both sides, is so much faster. */
  readonly speed?: number;
  /** The simulated side alone, where only that is to be fast. */
  readonly simulatedSpeed?: number;
  /** Further XML of the bus's configuration. */
  readonly rules?: string;
}

/** The real node-ble on a real D-Bus, a BlueZ of objects behind it; all ends with the test. */
export async function bluezBench({
  bands = 1,
  speed = 1,
  simulatedSpeed = speed,
  rules,
  ...plan
}: BenchPlan = {}): Promise<BluezBench> {
  const folder = busFolder();
  const bus = await openPrivateBus(folder, rules);
  const timeline = wallTimeline(speed);
  const peripherals = Array.from({ length: bands }, (_, index) => scriptedBand(index + 1));
  const bluez = await startBluez({
    busAddress: bus.address,
    timeline: wallTimeline(simulatedSpeed),
    peripherals,
    ...plan,
  });
  const transports: BluezTransport[] = [];
  const failures: unknown[] = [];
  onTestFinished(async () => {
    await Promise.all(transports.map((transport) => transport.close()));
    await bluez.stop();
    await bus.close();
  });
  return {
    bus,
    bluez,
    bands: peripherals,
    timeline,
    failures,
    open: async () => {
      const onFailure = (error: unknown) => failures.push(error);
      const transport = await openBluez({ timeline, busAddress: bus.address, onFailure });
      transports.push(transport);
      return transport;
    },
    follow: (transport, band) => {
      const link = transport.link(band.address);
      const followed: FollowedLink = { link, states: [], packets: [] };
      link.onState((state) => followed.states.push(state));
      link.onPacket((channel, bytes) => followed.packets.push({ channel, bytes: bytes.slice() }));
      return followed;
    },
  };
}

/** For one bus; gone with the test. */
export function busFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'limber-bus-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const until = (condition: () => boolean, timeout = 20_000): Promise<void> =>
  vi.waitFor(
    () => {
      if (!condition()) throw new Error('not yet');
    },
    { timeout, interval: 5 },
  );
