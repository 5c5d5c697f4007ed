import { hostShows, latched, staysAtZero } from './claims.ts';
import { atLevel, greeted, startedAtNothing, stimulating } from './course-of-events.ts';
import type { Claim, Fault } from './fault.ts';
import type { Stack } from './stack.ts';

/** Something that is felt as too much: clearly more than the larger of 1 mA and 15 %. */
function clearlyMore(stack: Stack): number {
  const ua = stack.currentUa();
  return 1 + (Math.max(1000, 0.15 * ua) * stack.random.uniform(1.3, 4)) / ua;
}

const overCurrent: Fault = {
  id: 'F18',
  name: 'more current flows, or is read back, than was asked for',
  bound: '50 ms',
  boundMs: 50,
  prepare: atLevel,
  inject: async (stack) => {
    const frontEnd = stack.board.faults.frontEnd!;
    const beforeUa = stack.currentUa();
    if (stack.random.next() < 0.5) {
      frontEnd.readbackGain = clearlyMore(stack);
    } else {
      frontEnd.gain = clearlyMore(stack);
      stack.injectedMs = await stack.feelsMore(beforeUa);
    }
  },
  after: async (stack) => [
    ...(await staysAtZero(stack, 2000)),
    ...latched(stack, 'OVER_CURRENT'),
    ...(await hostShows(stack, 'FAULT')),
    ...(await onlyServiceClears(stack)),
  ],
};

/** Class A: a person can acknowledge as often as they like. */
async function onlyServiceClears(stack: Stack): Promise<readonly Claim[]> {
  stack.host.wish('wish', { kind: 'acknowledge-fault' });
  await stack.advanceBy(1500);
  return [[stack.frame().state === 'FAULT', `an acknowledgement made it ${stack.frame().state}`]];
}

const underDelivery: Fault = {
  id: 'F19',
  name: 'the current that was asked for is not reached',
  bound: '3 s',
  boundMs: 3000,
  prepare: atLevel,
  inject: (stack) => {
    stack.board.faults.frontEnd!.gain = stack.random.uniform(0.3, 0.7);
  },
  after: async (stack) => {
    const quiet = await staysAtZero(stack, 1500);
    return [
      ...quiet,
      [stack.frame().state === 'PAUSED', `the band is ${stack.frame().state} ${stack.frame().fault}`],
      ...(await hostShows(stack, 'PAUSED')),
      [/not get through/.test(stack.host.view?.reason ?? ''), `the person is told "${stack.host.view?.reason}"`],
    ];
  },
};

const stuckPhase: Fault = {
  id: 'F20',
  name: 'a phase sticks while the interpreter is stalled',
  bound: '1 ms',
  boundMs: 1,
  lookMs: 0.005,
  prepare: stimulating,
  inject: async (stack) => {
    stack.board.faults.frontEnd!.stuckOnUa = stack.random.uniform(20_000, 30_000);
    stack.board.faults.stall(stack.random.next() < 0.5 ? 400 : 5000);
    stack.injectedMs = await stack.feelsMore(19_000);
  },
  after: async (stack) => {
    const quiet = await staysAtZero(stack, 4000);
    // After a reset the band comes back as another boot: what only the hardware saw is a fault from its first frame on.
    await stack.until(() => stack.frame().boot === stack.board.resets.length, 10_000);
    return [
      ...quiet,
      ...latched(stack, 'STUCK_PHASE'),
      ...(await hostShows(stack, 'FAULT', 5000)),
      ...(await onlyServiceClears(stack)),
    ];
  },
};

const imbalance: Fault = {
  id: 'F21',
  name: 'the two phases of a pulse no longer balance',
  bound: '1 s',
  boundMs: 1000,
  prepare: atLevel,
  inject: (stack) => {
    stack.board.faults.frontEnd!.imbalance = stack.random.uniform(0.06, 0.5);
  },
  after: async (stack) => [
    ...(await staysAtZero(stack, 2000)),
    ...latched(stack, 'CHARGE_IMBALANCE'),
    ...(await hostShows(stack, 'FAULT')),
  ],
};

async function atNothing(stack: Stack): Promise<void> {
  await startedAtNothing(stack);
  await stack.advanceBy(stack.random.uniform(100, 2000));
  if (stack.frame().state !== 'ACTIVE') throw new Error(`it ended by itself, ${stack.frame().stopReason}`);
}

const unexpected: Fault = {
  id: 'F22',
  name: 'current flows where none was asked for',
  bound: '50 ms',
  boundMs: 50,
  prepare: atNothing,
  inject: async (stack) => {
    const frontEnd = stack.board.faults.frontEnd!;
    const ua = stack.random.uniform(2000, 30_000);
    if (stack.random.next() < 0.5) frontEnd.offsetUa = ua;
    else frontEnd.stuckOnUa = ua;
    stack.injectedMs = await stack.feelsMore(0);
  },
  after: async (stack) => [
    ...(await staysAtZero(stack, 2000)),
    ...latched(stack, 'UNEXPECTED_OUTPUT', 'STUCK_PHASE', 'OVER_CURRENT'),
    ...(await hostShows(stack, 'FAULT')),
    ...(await onlyServiceClears(stack)),
  ],
};

/** For 1 ms it is as many nC. */
const STRAY_UA = 5000;

const selfTest: Fault = {
  id: 'F47',
  name: 'the output stage fails its test at ARM',
  bound: 'before output',
  boundMs: 0,
  prepare: greeted,
  inject: (stack) => {
    const frontEnd = stack.board.faults.frontEnd!;
    const broken = Math.floor(stack.random.uniform(0, 4));
    if (broken === 0) frontEnd.oneShotBroken = true;
    else if (broken === 1) frontEnd.comparatorBroken = true;
    else if (broken === 2) frontEnd.offsetUa = STRAY_UA;
    else frontEnd.busDead = true;
  },
  after: async (stack) => {
    stack.host.wish('begin');
    for (let presses = 0; presses < 5; presses++) {
      await stack.advanceBy(1500);
      if (stack.frame().asks !== 'NOTHING') stack.board.pressButton();
    }
    const { chargeNc, pulses } = { chargeNc: stack.board.output!.chargeNc(), pulses: stack.board.output!.pulses() };
    // What a broken stage lets through by itself is cut by its one-shot after a millisecond (F20), give or take the model's step of half a one.
    const claims: Claim[] = [
      [pulses === 0 && chargeNc <= 1.5 * STRAY_UA, `${pulses} pulses and ${chargeNc} nC went through the skin`],
    ];
    const busDead = stack.board.faults.frontEnd!.busDead;
    return busDead && stack.frame().state === 'IDLE' ? claims : [...claims, ...latched(stack, 'SELF_TEST')];
  },
};

export const OUTPUT_FAULTS: readonly Fault[] = [
  overCurrent,
  underDelivery,
  stuckPhase,
  imbalance,
  unexpected,
  selfTest,
];
