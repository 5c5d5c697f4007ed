import { encodeCommand } from '../../protocol/message.ts';
import { endedBy, goesOn, staysAtZero } from './claims.ts';
import { armed, stimulating } from './course-of-events.ts';
import type { Claim, Fault } from './fault.ts';
import { forgerOn } from './forger.ts';
import { flipped, withGoodCrc } from './spoiled-packet.ts';
import type { Stack } from './stack.ts';

const NOTHING = { bound: '0', boundMs: 0 } as const;

const duplicated: Fault = {
  id: 'F8',
  name: 'each packet of the host arrives twice',
  ...NOTHING,
  prepare: async (stack) => {
    stack.host.uplink = (_, bytes, pass) => {
      pass(bytes);
      stack.clock.after(stack.random.uniform(0, 200), () => pass(bytes));
    };
    await stimulating(stack);
  },
  inject: () => {},
  after: async (stack) => {
    const on = await goesOn(stack, 4000);
    const again = stack.acknowledgements.filter(({ result }) => result === 'DUPLICATE');
    return [
      ...on,
      [again.length > 0, 'no duplicate was answered as one'],
      [
        again.every(({ counter, reason }) => reason === firstReason(stack, counter)),
        `duplicates were answered with ${again.map(({ reason }) => reason)}`,
      ],
    ];
  },
};

/** A lease that is done has no answer but the frames' count. */
function firstReason(stack: Stack, counter: number): string {
  const first = stack.acknowledgements.find((one) => one.counter === counter && one.result !== 'DUPLICATE');
  return first?.reason ?? '';
}

/** Each packet that ever reached the band, again: in this connection, in the next one, and after a restart. */
const replayed: Fault = {
  id: 'F9',
  name: 'the bytes of a recorded session are played again',
  ...NOTHING,
  prepare: stimulating,
  inject: (stack) => stack.host.kill(),
  after: async (stack) => {
    const recorded = [...stack.written];
    const sinceMs = stack.writtenMs;
    const counter = stack.commands.at(-1)!.counter;
    const replay = async (forMs: number, everyMs: number): Promise<void> => {
      const untilMs = stack.nowMs() + forMs;
      for (let i = 0; stack.nowMs() < untilMs; i++) {
        stack.write(recorded[i % recorded.length]!);
        await stack.advanceBy(everyMs);
      }
    };
    const zero = replayedUntilZero(stack, recorded);
    const ended = await zero;
    const tookMs = stack.nowMs() - sinceMs;
    await replay(1500, 20);
    const { lastCounter } = stack.frame();
    stack.air.dropOut(800);
    await stack.advanceBy(2000);
    const again = await replayedToZero(stack, () => replay(2500, 20));
    const { hangUps } = stack;
    stack.board.reboot('power');
    await stack.advanceBy(3500);
    const rebooted = await replayedToZero(stack, () => replay(2500, 20));
    const { session } = stack.frame();
    return [
      [ended && tookMs <= 2500, `replayed leases kept the output going for ${tookMs} ms`],
      ...again,
      ...rebooted,
      [lastCounter <= counter, `the band's count of commands went from ${counter} to ${lastCounter}`],
      [session === 1, `${session} sessions were begun`],
      [hangUps > 0, 'the band did not hang up on somebody whom it had to refuse ten times in a minute'],
    ];
  },
};

async function replayedUntilZero(stack: Stack, recorded: readonly Uint8Array[]): Promise<boolean> {
  for (let i = 0; i < 300; i++) {
    stack.write(recorded[i % recorded.length]!);
    stack.writtenMs = 0;
    if (await stack.until(() => stack.currentUa() === 0, 20, 1)) return true;
  }
  return false;
}

async function replayedToZero(stack: Stack, replay: () => Promise<void>): Promise<readonly Claim[]> {
  let mostUa = 0;
  const watch = stack.clock.every(5, () => {
    mostUa = Math.max(mostUa, stack.currentUa());
  });
  await replay();
  watch();
  return [[mostUa === 0, `${mostUa} uA flowed under replayed commands`]];
}

/** How many bits of a START are tried while the genuine one waits: its lease and the band's patience are short. */
const BITS_BEFORE = 4;
/** What the band needs to open a message and find it wrong, with room. */
const TRY_MS = 110;
/** The packet's own header, a counter of pieces, is no part of the message. */
const HEADER_BITS = 8;

const forged: Fault = {
  id: 'F10',
  name: 'a START arrives with one bit flipped, every bit in turn',
  ...NOTHING,
  prepare: armed,
  inject: async (stack) => {
    stack.holdsCommand = ({ kind }) => kind === 'START' || stack.held.length > 0;
    stack.board.pressButton();
    if (!(await stack.until(() => stack.held.length > 0, 3000))) throw new Error('no START came');
  },
  after: async (stack) => {
    const { packet: genuine, command } = stack.held[0]!;
    const bits = genuine.length * 8 - HEADER_BITS;
    // One seed after the other: a hundred of them try each bit.
    const first = (stack.seed * BITS_BEFORE) % bits;
    const tried = async (bit: number, forMs: number): Promise<boolean> => {
      // With the check sum as it was, and with one that fits: only the seal then tells.
      stack.write(flipped(genuine, bit + HEADER_BITS));
      stack.write(withGoodCrc(flipped(genuine, bit + HEADER_BITS)));
      return stack.until(() => stack.currentUa() > 0, forMs, 5);
    };
    let moved = 0;
    for (let i = 0; i < BITS_BEFORE; i++) if (await tried((first + i) % bits, TRY_MS)) moved++;
    await stack.advanceBy(TRY_MS);
    stack.holdsCommand = () => false;
    stack.write(genuine);
    const began = await stack.until(() => stack.currentUa() > 0, 1000, 5);
    const answers = stack.acknowledgements.filter(({ counter }) => counter === command.counter);
    stack.host.wish('stop');
    await stack.until(() => stack.frame().state === 'LOCKOUT', 2000);
    for (let bit = 0; bit < bits; bit++) if (await tried(bit, 40)) moved++;
    const { session } = stack.frame();
    return [
      [moved === 0, `${moved} flipped STARTs made current flow`],
      // What was held back for too long is stale by now, and rightly refused.
      [
        began || answers.some(({ reason }) => reason === 'STALE'),
        `the genuine START was not taken afterwards: ${session}`,
      ],
      [session === (began ? 1 : 0), `${session} sessions were begun`],
    ];
  },
};

/** Commands that no host of ours would ever form, sealed with the right key. */
function nonsense(stack: Stack): Uint8Array[] {
  const { boot } = stack.hello();
  const counter = stack.commands.at(-1)!.counter + 1;
  const lease = encodeCommand({ kind: 'LEASE', boot, counter, ttlMs: 2000 });
  const start = encodeCommand({ kind: 'SET', boot, counter, currentUa: 4_294_967_295 });
  const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
  const noise = Uint8Array.from({ length: Math.floor(stack.random.uniform(1, 60)) }, () =>
    stack.random.uniform(0, 256),
  );
  return [
    start,
    // Kind 99, with a lease's fields.
    bytes(8, 99, ...lease.subarray(2)),
    // A negative time to live: ten bytes of varint.
    bytes(...encodeCommand({ kind: 'LEASE', boot, counter }), 0x38, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
    // The current as a double that is not a number.
    bytes(...encodeCommand({ kind: 'SET', boot, counter }), 0x41, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f),
    // Cut short in the middle of a field.
    lease.subarray(0, lease.length - 1),
    bytes(),
    noise,
  ];
}

const malformed: Fault = {
  id: 'F24',
  name: 'commands of nonsense arrive under a good seal',
  ...NOTHING,
  prepare: stimulating,
  inject: () => {},
  after: async (stack) => {
    const forger = forgerOn(stack, 'alone');
    // What the radio had already taken still comes.
    await stack.advanceBy(40);
    const sinceMs = stack.writtenMs;
    let mostUa = 0;
    for (let i = 0; stack.currentUa() > 0 && stack.nowMs() - sinceMs < 5000; i++) {
      const all = nonsense(stack);
      forger.sealed(all[i % all.length]!);
      await stack.until(() => stack.currentUa() === 0, 40, 1);
      mostUa = Math.max(mostUa, stack.currentUa());
    }
    const tookMs = stack.nowMs() - sinceMs;
    return [
      [tookMs <= 2500, `nonsense kept the output going for ${tookMs} ms`],
      [mostUa <= stack.levelUa, `${mostUa} uA flowed`],
      // It may have hung up on whoever sends such things.
      ...(await staysAtZero(stack, 5000)),
      ...endedBy(stack, 'LEASE_LOST', 'STOP'),
      [stack.board.resets.length === 1, 'the band restarted'],
    ];
  },
};

export const COMMAND_FAULTS: readonly Fault[] = [duplicated, replayed, forged, malformed];
