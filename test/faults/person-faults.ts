import { endedBy, hostShows, staysAtZero } from './claims.ts';
import { started, stimulating } from './course-of-events.ts';
import type { Claim, Fault } from './fault.ts';
import type { PutOnRecord } from './lockstep.ts';
import { PADS_USED, padsOpened, REAL_HOME, SCREENED } from './person-answers.ts';
import { refusesToBegin } from './prescription-faults.ts';
import type { Stack } from './stack.ts';

const button: Fault = {
  id: 'F33',
  name: "the person presses the band's button, once or twice",
  bound: '50 ms',
  boundMs: 50,
  prepare: stimulating,
  inject: (stack) => {
    // The button's own line to the output stage would hide how long the firmware takes.
    stack.board.faults.frontEnd!.stopLineBroken = stack.random.next() < 0.8;
    stack.board.pressButton();
    if (stack.random.next() < 0.5) stack.clock.after(stack.random.uniform(90, 300), () => stack.board.pressButton());
  },
  after: async (stack) => [...(await staysAtZero(stack, 4000)), ...endedBy(stack, 'STOP')],
};

const pain: Fault = {
  id: 'F35',
  name: 'the person says that it hurts',
  bound: '200 ms, the link included',
  boundMs: 200,
  prepare: stimulating,
  inject: (stack) => stack.host.wish('wish', { kind: 'comfort', feeling: 'painful' }),
  after: async (stack) => [
    ...(await staysAtZero(stack, 4000)),
    ...endedBy(stack, 'STOP'),
    [
      /hurt|note/i.test(stack.host.view?.reason ?? ''),
      `the person is not asked for a note: "${stack.host.view?.reason}"`,
    ],
  ],
};

async function refusesWith(stack: Stack, records: readonly PutOnRecord[], why: RegExp): Promise<readonly Claim[]> {
  stack.host.records = records;
  return refusesToBegin(stack, stack.host, why);
}

const skin: Fault = {
  id: 'F36',
  name: 'the skin is reported to stay red, to blister or to burn',
  bound: 'next ARM',
  boundMs: 0,
  stack: REAL_HOME,
  prepare: async (stack) => {
    stack.host.records = [SCREENED, padsOpened(2500)];
    await stimulating(stack);
    stack.board.pressButton();
    await stack.until(() => stack.currentUa() === 0, 1000);
    await stack.host.end();
  },
  inject: () => {},
  after: async (stack) => {
    const finding = ['redness-long', 'blister', 'burn'][Math.floor(stack.random.uniform(0, 3))]!;
    const report: PutOnRecord = { kind: 'skin', by: 'patient', document: { site: 'knee-left', finding } };
    await stack.until(() => stack.frame().state === 'IDLE', 60_000);
    return refusesWith(stack, [report], /skin|blister|burn/);
  },
};

const pads: Fault = {
  id: 'F42',
  name: 'pads are used too often, or are too small',
  bound: '0',
  boundMs: 0,
  stack: REAL_HOME,
  prepare: async () => {},
  inject: () => {},
  after: async (stack) => {
    const used = Array.from({ length: 20 }, () => PADS_USED);
    const worn = await refusesWith(stack, [SCREENED, padsOpened(2500), ...used], /used 20 times/);
    await stack.host.end();
    const small = await refusesWith(stack, [padsOpened(1600)].map(another), /1600 mm2/);
    return [...worn, ...small];
  },
};

const another = (pads: PutOnRecord): PutOnRecord => ({
  ...pads,
  document: { ...(pads.document as object), id: 'pair-2' },
});

const PRESENCE_MS = 60_000;
/** The host looks at the time so often: once to ask, once to end. */
const HOST_TURN_MS = 100;
/** Somebody who is asked has a minute; then leases end. */
const ABSENT_MS = PRESENCE_MS + 60_000 + 2 * HOST_TURN_MS + 2500;

const absent: Fault = {
  id: 'F37',
  name: 'nobody answers any more',
  bound: 'as prescribed, a minute to answer, 2.5 s',
  boundMs: ABSENT_MS,
  limitMs: 150_000,
  stack: { prescribe: () => ({ presence_ms: PRESENCE_MS, session_ms: 300_000 }) },
  prepare: started,
  inject: (stack) => stack.host.wish('wish', { kind: 'present' }),
  after: async (stack) => [
    ...(await staysAtZero(stack, 3000)),
    ...endedBy(stack, 'LEASE_LOST', 'STOP'),
    ...(await hostShows(stack, 'LOCKOUT', 3000)),
  ],
};

const fall: Fault = {
  id: 'F38',
  name: 'the person falls, as a motion band feels it',
  bound: '1 s from the blow',
  boundMs: 1000,
  stack: { wearsThigh: true },
  prepare: stimulating,
  inject: async (stack) => {
    const blowMs = stack.thigh.fall(stack.nowMs());
    await stack.advanceBy(blowMs - stack.nowMs());
    stack.injectedMs = blowMs;
  },
  after: async (stack) => {
    const quiet = await staysAtZero(stack, 3000);
    return [
      ...quiet,
      [stack.frame().state === 'PAUSED', `the band is ${stack.frame().state} ${stack.frame().stopReason}`],
      [/all right|fall/i.test(stack.host.view?.reason ?? ''), `the person is asked "${stack.host.view?.reason}"`],
    ];
  },
};

export const PERSON_FAULTS: readonly Fault[] = [button, pain, skin, pads, absent, fall];
