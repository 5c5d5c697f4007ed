import type { BandFault } from '../../sim/radio/radio-faults.ts';
import type { Random } from '../../sim/random.ts';
import type { Room, SoakBand } from './room.ts';

/** What is drawn for one fault. */
export interface Strike {
  readonly room: Room;
  /** The band it meets, where it meets one. */
  readonly band: SoakBand;
  readonly forMs: number;
  readonly random: Random;
}

export interface SoakFault {
  readonly name: string;
  readonly perMinute: number;
  readonly forMs: { readonly low: number; readonly high: number };
  /** Never two of one of these at a time: a home has one adapter, and two bands that take each connection to nothing keep all others waiting. */
  readonly alone?: 'adapter' | 'dial';
  strike(strike: Strike): void;
}

/** A band that is found again takes every attempt to connect to nothing, in this way. */
const inDialling = (fault: BandFault): Pick<SoakFault, 'alone' | 'strike'> => ({
  alone: 'dial',
  strike: ({ room, band, forMs }) => {
    const { clock, controller } = room;
    const { address } = band.peripheral;
    const isOver = controller.faults.band(address, fault);
    controller.faults.dropLink(address);
    band.account.block(forMs);
    clock.after(forMs, isOver);
  },
});

const dropOut = ({ controller }: Room, band: SoakBand, forMs: number): void => {
  controller.faults.dropLink(band.peripheral.address, forMs);
  band.account.block(forMs);
};

const blockAll = ({ bands }: Room, forMs: number): void => {
  for (const { account } of bands) account.block(forMs);
};

/** The host does nothing: neither its timers run nor does it read what its radio says. */
const stall = ({ room, forMs }: Strike): void => {
  room.stallHost(forMs);
  blockAll(room, forMs);
};

export const SOAK_FAULTS: readonly SoakFault[] = [
  {
    name: 'a band out of range',
    perMinute: 6,
    forMs: { low: 300, high: 12_000 },
    strike: ({ room, band, forMs }) => dropOut(room, band, forMs),
  },
  {
    name: 'everybody out of range',
    perMinute: 0.5,
    forMs: { low: 2_000, high: 15_000 },
    strike: ({ room, forMs }) => {
      for (const band of room.bands) dropOut(room, band, forMs);
    },
  },
  {
    name: 'packets lost in bursts',
    perMinute: 3,
    forMs: { low: 1_000, high: 5_000 },
    strike: ({ room, band, forMs, random }) => {
      const more = random.uniform(0.1, 0.5);
      band.air.lossShare += more;
      room.clock.after(forMs, () => {
        band.air.lossShare -= more;
      });
    },
  },
  {
    name: 'adapter resets itself',
    perMinute: 0.5,
    forMs: { low: 0, high: 0 },
    alone: 'adapter',
    strike: ({ room }) => room.controller.faults.hardwareError(),
  },
  {
    name: 'adapter pulled out',
    perMinute: 0.4,
    forMs: { low: 300, high: 8_000 },
    alone: 'adapter',
    strike: ({ room, forMs }) => {
      const { clock, controller } = room;
      controller.faults.unplug();
      blockAll(room, forMs);
      clock.after(forMs, controller.faults.plugIn);
    },
  },
  { name: 'connect unanswered', perMinute: 0.7, forMs: { low: 2_000, high: 10_000 }, ...inDialling('never-connects') },
  { name: 'MTU unanswered', perMinute: 0.5, forMs: { low: 1_000, high: 6_000 }, ...inDialling('no-mtu-answer') },
  { name: 'lost in discovery', perMinute: 0.5, forMs: { low: 1_000, high: 6_000 }, ...inDialling('lost-in-discovery') },
  {
    name: 'band answers nothing',
    perMinute: 0.5,
    forMs: { low: 1_000, high: 6_000 },
    ...inDialling('answers-nothing'),
  },
  {
    name: 'subscribing refused',
    perMinute: 0.5,
    forMs: { low: 1_000, high: 6_000 },
    ...inDialling('refuses-subscribing'),
  },
  {
    name: 'sent packets not told',
    perMinute: 0.5,
    forMs: { low: 200, high: 2_000 },
    alone: 'adapter',
    strike: ({ room, forMs }) => {
      room.clock.after(forMs, room.controller.faults.withholdCompleted());
      blockAll(room, forMs);
    },
  },
  {
    name: 'strangers advertise',
    perMinute: 0.3,
    forMs: { low: 5_000, high: 15_000 },
    strike: ({ room, forMs }) => void room.clock.after(forMs, room.controller.faults.crowd(40)),
  },
  { name: 'host stalls shortly', perMinute: 4, forMs: { low: 50, high: 900 }, strike: stall },
  { name: 'host stalls for seconds', perMinute: 0.7, forMs: { low: 900, high: 5_000 }, strike: stall },
];
