import { hostShows, latched, staysAtZero } from './claims.ts';
import { atLevel, startedAgain, stimulating } from './course-of-events.ts';
import type { Claim, Fault } from './fault.ts';
import type { Stack } from './stack.ts';

/** After a latched fault of the pads: acknowledged too early, then in time; the next session begins at 0. */
async function clearsLate(stack: Stack): Promise<readonly Claim[]> {
  const acknowledge = (): void => stack.host.wish('wish', { kind: 'acknowledge-fault' });
  stack.board.faults.skin!.lifted = false;
  stack.board.faults.skin!.peel = 1;
  await stack.advanceBy(1000);
  acknowledge();
  await stack.advanceBy(800);
  const early = stack.frame().state;
  await stack.advanceBy(3500);
  acknowledge();
  const cleared = await stack.until(() => stack.frame().state !== 'FAULT', 2000);
  return [
    [early === 'FAULT', `${early} after 1 s of contact`],
    [cleared, 'cannot be acknowledged after 3 s of contact'],
    ...(await startsFromZero(stack)),
  ];
}

async function startsFromZero(stack: Stack): Promise<readonly Claim[]> {
  await startedAgain(stack);
  return [[stack.currentUa() <= 1000, `the next session begins at ${stack.currentUa()} uA`]];
}

const leadOff: Fault = {
  id: 'F15',
  name: 'a pad comes off, or hangs on by a hair',
  bound: '100 ms',
  boundMs: 100,
  prepare: atLevel,
  inject: (stack) => {
    const skin = stack.board.faults.skin!;
    if (stack.random.next() < 0.5) skin.lifted = true;
    else skin.peel = stack.random.uniform(40, 400);
  },
  after: async (stack) => {
    // It touches again: by then nothing may wait there for the skin.
    await stack.advanceBy(stack.board.faults.skin!.lifted ? 100 : 0);
    stack.board.faults.skin!.lifted = false;
    stack.board.faults.skin!.peel = 1;
    const quiet = await staysAtZero(stack, 1200);
    return [
      ...quiet,
      ...latched(stack, 'LEAD_OFF'),
      ...(await hostShows(stack, 'FAULT')),
      ...(await clearsLate(stack)),
    ];
  },
};

const peel: Fault = {
  id: 'F16',
  name: 'a pad peels: impedance half as high again',
  bound: '500 ms',
  boundMs: 500,
  prepare: atLevel,
  inject: (stack) => {
    stack.board.faults.skin!.peel = stack.random.uniform(1.55, 3);
  },
  after: async (stack) => {
    const quiet = await staysAtZero(stack, 2000);
    return [
      ...quiet,
      [stack.frame().state === 'PAUSED', `the band is ${stack.frame().state} ${stack.frame().fault}`],
      ...(await hostShows(stack, 'PAUSED')),
      [
        /pad is coming loose/.test(stack.host.view?.reason ?? ''),
        `the person is told "${stack.host.view?.reason}", not to check the pads`,
      ],
    ];
  },
};

const short: Fault = {
  id: 'F17',
  name: 'gel or sweat bridges the pads',
  bound: '100 ms',
  boundMs: 100,
  prepare: stimulating,
  inject: (stack) => {
    stack.board.faults.skin!.shortOhm = stack.random.uniform(5, 95);
  },
  after: async (stack) => [
    ...(await staysAtZero(stack, 2000)),
    ...latched(stack, 'SHORT_CIRCUIT', 'IMPEDANCE_LOW'),
    ...(await hostShows(stack, 'FAULT')),
  ],
};

export const PAD_FAULTS: readonly Fault[] = [leadOff, peel, short];
