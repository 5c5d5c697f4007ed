import { onTestFinished } from 'vitest';
import { openNoble } from '../../../host/connect/noble/noble-transport.ts';
import type { Transport } from '../../../host/connect/transport.ts';
import type { Link, LinkState } from '../../../protocol/link.ts';
import { createVirtualClock, type VirtualClock } from '../../../sim/board/virtual-clock.ts';
import { createController, type HciController } from '../../../sim/radio/hci-controller.ts';
import type { RadioPeripheral } from '../../../sim/radio/peripheral.ts';
import { type PlainBand, plainBand } from '../../sim/radio/plain-band.ts';
import { pass, passUntil } from '../../virtual-time.ts';
import { type InProcessRadio, inProcessRadio } from './in-process-radio.ts';

/** The real library on a virtual controller with bands about it, in virtual time. */
export interface NobleRoom {
  readonly clock: VirtualClock;
  readonly controller: HciController;
  readonly radio: InProcessRadio;
  readonly transport: Transport;
  readonly failures: unknown[];
  /** The latest packets of the host, H4. */
  readonly told: readonly Uint8Array[];
  /** The controller says this, H4. */
  say(bytes: readonly number[]): void;
  /** Lets time pass until it holds; rejects when it never does. */
  until(condition: () => boolean, withinMs?: number): Promise<void>;
  /** A link, and the states it went through. */
  follow(band: RadioPeripheral): { readonly link: Link; readonly states: LinkState[] };
  /** A link that is up. */
  linkTo(band: RadioPeripheral): Promise<Link>;
}

export async function nobleRoom(bands: readonly RadioPeripheral[], clock = createVirtualClock(0)): Promise<NobleRoom> {
  const controller = createController({ timeline: clock, peripherals: bands });
  const tap = tapped(controller);
  const radio = inProcessRadio(tap.controller);
  const failures: unknown[] = [];
  const transport = await passUntil(
    clock,
    openNoble({ timeline: clock, hci: radio.hci, onFailure: (error) => failures.push(error) }),
  );
  const until = async (condition: () => boolean, withinMs = 60_000): Promise<void> => {
    const limitMs = clock.nowMs() + withinMs;
    while (!condition()) {
      if (clock.nowMs() >= limitMs) throw new Error(`it did not come about in ${withinMs} ms`);
      await pass(clock, 10);
    }
  };
  const follow = (band: RadioPeripheral): { link: Link; states: LinkState[] } => {
    const link = transport.link(band.address);
    const states: LinkState[] = [];
    link.onState((state) => states.push(state));
    return { link, states };
  };
  onTestFinished(async () => {
    await passUntil(clock, transport.close());
    radio.release();
  });
  return {
    clock,
    controller,
    radio,
    transport,
    failures,
    told: tap.told,
    say: tap.say,
    until,
    follow,
    linkTo: async (band) => {
      const { link, states } = follow(band);
      await until(() => states.at(-1) === 'up');
      return link;
    },
  };
}

const TOLD_MOST = 200;

/** The same controller, with somebody who listens to the wire and speaks on it. */
function tapped(controller: HciController): Pick<NobleRoom, 'controller' | 'told' | 'say'> {
  const told: Uint8Array[] = [];
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const wire: HciController = {
    ...controller,
    receive: (bytes) => {
      if (told.push(bytes.slice()) > TOLD_MOST) told.shift();
      controller.receive(bytes);
    },
    onSend: (listener) => {
      listeners.add(listener);
      const cancel = controller.onSend(listener);
      return () => {
        listeners.delete(listener);
        cancel();
      };
    },
  };
  const say = (bytes: readonly number[]): void => {
    for (const listener of listeners) listener(Uint8Array.from(bytes));
  };
  return { controller: wire, told, say };
}

/** Of one motion band by the number in its address. */
export const numberedBand = (number: number): PlainBand =>
  plainBand({ address: `c0:ff:ee:00:01:${number.toString(16).padStart(2, '0')}` });
