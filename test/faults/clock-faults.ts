import { endedBy, goesOn, staysAtZero } from './claims.ts';
import { started, stimulating } from './course-of-events.ts';
import type { Claim, Fault } from './fault.ts';
import type { Stack } from './stack.ts';

const HOUR_MS = 3_600_000;

const wallClock: Fault = {
  id: 'F6',
  name: "the host's clock on the wall jumps, hours or days, to either side",
  bound: 'no output effect',
  boundMs: 0,
  prepare: stimulating,
  inject: (stack) => {
    stack.host.wallOffsetMs = stack.random.uniform(-48, 48) * HOUR_MS;
  },
  after: async (stack) => {
    const beforeMs = stack.frame().remainingMs;
    const fromMs = stack.nowMs();
    const on = await goesOn(stack, 5000);
    const slippedMs = beforeMs - stack.frame().remainingMs - (stack.nowMs() - fromMs);
    const told = stack.host.said.some((line) => /clock/i.test(line));
    return [
      ...on,
      [Math.abs(slippedMs) <= 1000, `the session's own time slipped by ${slippedMs} ms`],
      [told, `nobody is told of it: ${stack.host.said.join('; ')}`],
    ];
  },
};

/** 2^32 us: where a band's stamps begin anew. */
const WRAP_S = 4294.967296;

const deviceClock: Fault = {
  id: 'F7',
  name: "the band's own clock is set back, or its stamps wrap",
  bound: 'at once; a wrap has no effect',
  // The reference gives no number: the kick line's own 150 ms after the tick of 50 ms that was under way.
  boundMs: 200,
  prepare: async (stack) => {
    const wraps = stack.random.next() < 0.5;
    if (wraps) {
      await stack.advanceBy(1000);
      stack.board.faults.jumpClock(WRAP_S - stack.nowMs() / 1000 - 10);
    }
    await stimulating(stack);
    if (wraps) await stack.until(() => stack.frame().ticks < 5_000_000, 20_000);
  },
  inject: (stack) => {
    if (!hasWrapped(stack)) stack.board.faults.jumpClock(-stack.random.uniform(2, 3600));
  },
  reacted: (stack) => hasWrapped(stack) || stack.currentUa() === 0,
  after: async (stack) => (hasWrapped(stack) ? goesOn(stack, 4000) : staysAtZero(stack, 4000)),
};

const hasWrapped = (stack: Stack): boolean =>
  stack.frames.some(({ ticks }, i) => i > 0 && stack.frames[i - 1]!.ticks > 4e9 && ticks < 1e9);

const SESSION_MS = 12_000;
const SHORT_SESSION_MS = 10_000;

const timeUp: Fault = {
  id: 'F39',
  name: 'the time of a session is used up, and with it all that the day allows',
  bound: '500 ms, inside the time',
  boundMs: 500,
  stack: (seed) => {
    const session_ms = seed % 2 ? SESSION_MS : SHORT_SESSION_MS;
    return { prescribe: () => ({ session_ms, day_ms: session_ms }) };
  },
  prepare: async (stack) => {
    await started(stack);
    const endMs = stack.nowMs() + stack.host.prescription.session_ms;
    await stack.advanceBy(endMs - 500 - stack.nowMs());
  },
  inject: () => {},
  after: async (stack) => {
    const quiet = await staysAtZero(stack, 3000);
    const { state } = stack.frame();
    stack.host.wish('begin');
    const again = await staysAtZero(stack, 5000);
    return [
      ...quiet,
      ...again,
      [state === 'LOCKOUT', `the band is ${state}`],
      ...endedBy(stack, 'SESSION_DONE', 'DAY_LIMIT'),
    ];
  },
};

/** What somebody may try who does not want to wait. */
const TRICKS: readonly ((stack: Stack) => Promise<void> | void)[] = [
  (stack) => stack.board.reboot('power'),
  (stack) => stack.air.dropOut(900),
  (stack) => {
    stack.host.wallOffsetMs += 30 * HOUR_MS;
  },
  async (stack) => {
    await stack.host.kill();
    await stack.host.begin();
  },
];

const lockout: Fault = {
  id: 'F40',
  name: 'somebody tries to shorten a rest by restart, new connection, new host or clock',
  bound: '0',
  boundMs: 0,
  prepare: async (stack) => {
    await stimulating(stack);
    stack.board.pressButton();
    if (!(await stack.until(() => stack.frame().state === 'LOCKOUT', 2000))) throw new Error('no rest');
  },
  inject: () => {},
  after: async (stack) => {
    const untilMs = stack.nowMs() + stack.frame().restLeftMs;
    const claims: Claim[] = [];
    let early = Number.POSITIVE_INFINITY;
    const watch = stack.clock.every(20, () => {
      const { state, restLeftMs } = stack.frame();
      if (state !== 'LOCKOUT' || restLeftMs === 0) early = Math.min(early, stack.nowMs());
    });
    while (stack.nowMs() < untilMs - 3000) {
      await TRICKS[Math.floor(stack.random.uniform(0, TRICKS.length))]!(stack);
      await stack.advanceBy(1500);
      if (stack.host.view !== null) stack.host.wish('begin');
      claims.push(...(await staysAtZero(stack, 1500)));
    }
    watch();
    const rested = await stack.until(() => stack.frame().state === 'IDLE', 200_000);
    return [
      ...claims,
      [early >= untilMs - 500, `the rest ended ${untilMs - early} ms early`],
      [rested, 'the rest never ends'],
    ];
  },
};

export const CLOCK_FAULTS: readonly Fault[] = [wallClock, deviceClock, timeUp, lockout];
