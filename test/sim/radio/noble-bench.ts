import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { onTestFinished } from 'vitest';
import { CHARACTERISTIC_UUIDS, SERVICE_UUID } from '../../../protocol/gatt.ts';
import type { Channel } from '../../../protocol/link.ts';
import { createVirtualClock, type VirtualClock } from '../../../sim/board/virtual-clock.ts';
import { type ControllerPlan, createController, type HciController } from '../../../sim/radio/hci-controller.ts';
import { inProcessRadio } from '../../connect/noble/in-process-radio.ts';
import { pass, passUntil } from '../../virtual-time.ts';

/** What is used of the library: its own types are declared under another name than the one it is installed under. */
export interface Noble extends EventEmitter {
  readonly state: string;
  waitForPoweredOnAsync(): Promise<void>;
  startScanningAsync(services: readonly string[], allowDuplicates: boolean): Promise<void>;
  stop(): void;
}

export interface Peripheral extends EventEmitter {
  readonly address: string;
  readonly advertisement: { readonly localName: string };
  connectAsync(options: object): Promise<void>;
  cancelConnect(): void;
  disconnectAsync(): Promise<void>;
  updateRssiAsync(): Promise<number>;
  discoverSomeServicesAndCharacteristicsAsync(
    services: readonly string[],
    characteristics: readonly string[],
  ): Promise<{ readonly characteristics: readonly Characteristic[] }>;
}

export interface Characteristic extends EventEmitter {
  readonly uuid: string;
  readonly properties: readonly string[];
  readAsync(): Promise<Buffer>;
  writeAsync(bytes: Buffer, withoutResponse: boolean): Promise<void>;
  subscribeAsync(): Promise<void>;
}

const { withBindings } = createRequire(import.meta.url)('noble') as {
  withBindings(bindings: 'hci', options: object): Noble;
};
export const SERVICE = SERVICE_UUID.replaceAll('-', '');
/** 15 ms, and a link that is lost after 2 s. */
const TIMING = { minInterval: 12, maxInterval: 12, timeout: 200 };
export const SUPERVISION_MS = 2000;
const SLICE_MS = 1;

/** The real library on a virtual controller, bare: what it does by itself, in virtual time. */
export interface NobleBench {
  readonly clock: VirtualClock;
  readonly controller: HciController;
  readonly noble: Noble;
  /** Lets time pass until it settles. */
  until<Value>(promise: Promise<Value>): Promise<Value>;
  pass(durationMs: number): Promise<void>;
  find(address: string): Promise<Peripheral>;
  /** Found, connected and subscribed to all that notifies. */
  connect(address: string): Promise<Connected>;
  /** Whether it has settled after so much time. */
  hangs(promise: Promise<unknown>, forMs?: number): Promise<boolean>;
}

export interface Connected {
  readonly peripheral: Peripheral;
  at(channel: Channel): Characteristic;
}

/** @param port a serial device that speaks H4 */
export const bareNoble = (port: string): Noble =>
  withBindings('hci', { hciDriver: 'uart', bindParams: { uart: { port, baudRate: 1_000_000 } } });

export async function nobleBench(
  plan: Omit<ControllerPlan, 'timeline'> & { readonly clock?: VirtualClock },
): Promise<NobleBench> {
  const clock = plan.clock ?? createVirtualClock();
  const controller = createController({ ...plan, timeline: clock });
  const { hci, release } = inProcessRadio(controller);
  const noble = bareNoble(hci);
  onTestFinished(() => {
    noble.stop();
    release();
  });
  const until = <Value>(promise: Promise<Value>): Promise<Value> => passUntil(clock, promise, SLICE_MS);
  await until(noble.waitForPoweredOnAsync());
  const find = async (address: string): Promise<Peripheral> => {
    const heard = new Promise<Peripheral>((resolve) => {
      noble.on('discover', (peripheral: Peripheral) => peripheral.address === address && resolve(peripheral));
    });
    await until(noble.startScanningAsync([SERVICE], true));
    return until(heard);
  };
  return {
    clock,
    controller,
    noble,
    until,
    pass: (durationMs) => pass(clock, durationMs, SLICE_MS),
    find,
    connect: async (address) => {
      const peripheral = await find(address);
      await until(connectTo(peripheral));
      return subscribed(until, peripheral);
    },
    hangs: async (promise, forMs = 60_000) => {
      let settled = false;
      const settle = (): void => {
        settled = true;
      };
      promise.then(settle, settle);
      await pass(clock, forMs, 100);
      return !settled;
    },
  };
}

export const connectTo = (peripheral: Peripheral): Promise<void> => peripheral.connectAsync(TIMING);

export const discover = (peripheral: Peripheral) =>
  peripheral.discoverSomeServicesAndCharacteristicsAsync([SERVICE], []);

async function subscribed(until: NobleBench['until'], peripheral: Peripheral): Promise<Connected> {
  const { characteristics } = await until(discover(peripheral));
  for (const one of characteristics) if (one.properties.includes('notify')) await until(one.subscribeAsync());
  const at = (channel: Channel): Characteristic => {
    const uuid = CHARACTERISTIC_UUIDS[channel].replaceAll('-', '');
    return characteristics.find((one) => one.uuid === uuid)!;
  };
  return { peripheral, at };
}
