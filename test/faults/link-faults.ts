import { endedBy, goesOn, staysAtZero } from './claims.ts';
import { armed, atLevel, stimulating } from './course-of-events.ts';
import type { Claim, Fault } from './fault.ts';
import { forgerOn } from './forger.ts';
import type { Stack } from './stack.ts';

/** What a host had handed to its radio before it fell silent still arrives, with the lease in it. */
const LEASE_BOUND = { bound: '2.5 s', boundMs: 2500, sinceMs: (stack: Stack) => stack.writtenMs } as const;

/** The connection is lost, or it stays and carries nothing: a band must not need to be told. */
function loseLink(stack: Stack): void {
  if (stack.random.next() < 0.5) stack.air.dropOut(4000);
  else stack.host.uplink = () => {};
}

/** From now on each packet of the host takes this much longer. */
function delay(stack: Stack, delayMs: () => number): void {
  stack.host.uplink = (_, bytes, pass) => void stack.clock.after(delayMs(), () => pass(bytes));
}

/** The seconds that follow: no step upwards, and no current above the level. */
async function neverAbove(stack: Stack, mostUa: number, durationMs: number): Promise<readonly Claim[]> {
  const above = await stack.until(() => stack.currentUa() > mostUa, durationMs, 5);
  return [[!above, `${stack.currentUa()} uA flow where ${mostUa} uA were the last that was asked for`]];
}

const loss: Fault = {
  id: 'F1',
  name: 'the radio link is lost or falls silent',
  ...LEASE_BOUND,
  prepare: stimulating,
  inject: loseLink,
  after: async (stack) => [...(await staysAtZero(stack, 6000)), ...endedBy(stack, 'LEASE_LOST')],
};

const crash: Fault = {
  id: 'F2',
  name: 'the host process is killed, the band lives on',
  ...LEASE_BOUND,
  prepare: stimulating,
  inject: async (stack) => {
    await stack.host.kill();
    if (stack.random.next() < 0.5) stack.air.dropOut(3000);
  },
  after: async (stack) => {
    const quiet = await staysAtZero(stack, 1500);
    await stack.host.begin();
    const restarted = await staysAtZero(stack, 6000);
    const { interrupted } = await stack.host.account();
    return [
      ...quiet,
      ...restarted,
      ...endedBy(stack, 'LEASE_LOST'),
      [stack.host.greeted, 'the host that was started again does not see the band'],
      [interrupted === 1, `${interrupted} sessions were closed as interrupted`],
    ];
  },
};

const hang: Fault = {
  id: 'F3',
  name: 'the host hangs while its radio stays up',
  ...LEASE_BOUND,
  prepare: stimulating,
  inject: (stack) => stack.host.freeze(true),
  after: async (stack) => {
    const quiet = await staysAtZero(stack, stack.random.uniform(0, 3000));
    stack.host.freeze(false);
    return [...quiet, ...(await staysAtZero(stack, 5000)), ...endedBy(stack, 'LEASE_LOST')];
  },
};

const outOfOrder: Fault = {
  id: 'F11',
  name: 'commands arrive in another order than they were sent',
  bound: '0',
  boundMs: 0,
  prepare: atLevel,
  inject: () => {},
  after: async (stack) => {
    const downUa = stack.levelUa - 2000;
    const held: (() => void)[] = [];
    const forger = forgerOn(stack);
    // A decrease overtakes an increase that was sent before it.
    stack.air.link.send = overtaking(stack.air.link.send, held);
    forger.command({ kind: 'SET', currentUa: stack.levelUa + 1000 });
    forger.command({ kind: 'SET', currentUa: downUa });
    await stack.until(() => stack.currentUa() <= downUa, 2000);
    const before = stack.acknowledgements.length;
    for (const release of held) release();
    const calm = await neverAbove(stack, downUa, 2500);
    const late = stack.acknowledgements.slice(before).find(({ reason }) => reason === 'REPLAYED');
    return [
      ...calm,
      [stack.frame().state === 'ACTIVE', `the band is ${stack.frame().state} ${stack.frame().stopReason}`],
      [late !== undefined, 'the band did not refuse what came too late'],
    ];
  },
};

type Send = Stack['air']['link']['send'];

/** Holds back the first packet it is given, passes on all others. */
function overtaking(send: Send, held: (() => void)[]): Send {
  let first = true;
  return async (channel, bytes) => {
    if (!first) return send(channel, bytes);
    first = false;
    held.push(() => void send(channel, bytes));
  };
}

const secondHost: Fault = {
  id: 'F30',
  name: 'a second host joins a running session',
  bound: '0',
  boundMs: 0,
  prepare: stimulating,
  inject: async (stack) => {
    const second = stack.addHost('second');
    await second.begin();
  },
  after: async (stack) => {
    const read = await goesOn(stack, 2000);
    const second = stack.hosts[1]!;
    second.wish('begin');
    const refused = await goesOn(stack, 2000);
    const seen = second.view?.state;
    second.wish('stop');
    const stopped = await stack.until(() => stack.currentUa() === 0, 500, 1);
    return [
      ...read,
      ...refused,
      [seen !== 'IDLE' && seen !== 'LOCKOUT', `the second host shows ${seen} while current flows`],
      [stopped, 'the second host cannot stop'],
    ];
  },
};

const disagreement: Fault = {
  id: 'F31',
  name: 'the band does what its host did not ask for',
  bound: '1 s',
  boundMs: 1000,
  prepare: async (stack) => {
    await armed(stack);
    const forger = forgerOn(stack);
    forger.passes = (command) => (command.kind === 'START' ? null : command);
    stack.board.pressButton();
    await stack.until(() => forger.seen.some(({ kind }) => kind === 'START'), 3000);
    // The host has asked for one thing, the band is told another.
    const asked = forger.seen.findLast(({ kind }) => kind === 'START')!;
    forger.command({ ...asked, currentUa: Math.min(20_000, stack.levelUa + 4000) });
    await stack.until(() => stack.currentUa() > stack.levelUa * 1.15 + 1000, 10_000, 5);
  },
  inject: () => {},
  after: async (stack) => [
    ...(await staysAtZero(stack, 3000)),
    ...endedBy(stack, 'STOP'),
    [stack.host.shown.includes('UNKNOWN'), `the host showed ${stack.host.shown.join(', ')}`],
  ],
};

const lostAnswer: Fault = {
  id: 'F32',
  name: 'a START is taken and its answer is lost',
  bound: '1 s',
  boundMs: 1000,
  prepare: async (stack) => {
    await armed(stack);
    stack.host.downlink = (channel) => channel !== 'status';
    stack.board.pressButton();
    await stack.until(() => stack.currentUa() > 0, 5000, 1);
  },
  inject: () => {},
  reacted: (stack) => ['RAMPING_UP', 'ACTIVE'].includes(stack.host.view?.state ?? ''),
  after: async (stack) => {
    const on = await goesOn(stack, 4000);
    const starts = stack.commands.filter(({ kind }) => kind === 'START').length;
    return [...on, [starts === 1, `START was sent ${starts} times`]];
  },
};

const late: Fault = {
  id: 'F44',
  name: 'commands queue up on the way and arrive late',
  bound: '0',
  boundMs: 0,
  prepare: stimulating,
  inject: (stack) => {
    const queuedMs = stack.random.uniform(1100, 6000);
    delay(stack, () => queuedMs);
  },
  after: async (stack) => {
    // What the radio had already taken still comes in time.
    await stack.advanceBy(40);
    const sinceMs = stack.writtenMs;
    const ended = await stack.until(() => stack.currentUa() === 0, 6000, 1);
    const tookMs = stack.nowMs() - sinceMs;
    return [
      [ended && tookMs <= 2500, `late leases kept the output going for ${tookMs} ms`],
      ...(await staysAtZero(stack, 9000)),
      ...endedBy(stack, 'LEASE_LOST', 'STOP'),
    ];
  },
};

export const LINK_FAULTS: readonly Fault[] = [
  loss,
  crash,
  hang,
  outOfOrder,
  secondHost,
  disagreement,
  lostAnswer,
  late,
];
