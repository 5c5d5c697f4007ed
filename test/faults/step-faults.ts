import { atLevel, started } from './course-of-events.ts';
import type { Claim, Fault } from './fault.ts';
import { forgerOn } from './forger.ts';

const NOTHING = { bound: '0', boundMs: 0 } as const;

const tooFast: Fault = {
  id: 'F23',
  name: 'a host with a good key asks for steps that are too big and too fast',
  ...NOTHING,
  prepare: atLevel,
  inject: () => {},
  after: async (stack) => {
    const forger = forgerOn(stack, 'alone');
    // What the host sent last arrives first, under the number that comes next.
    await stack.advanceBy(400);
    const leases = stack.clock.every(500, () => forger.command({ kind: 'LEASE', ttlMs: 2000 }));
    const fromUa = 3000;
    const mostUa = 25_000;
    forger.command({ kind: 'SET', currentUa: fromUa });
    await stack.until(() => stack.currentUa() <= fromUa, 1000);
    await stack.advanceBy(1200);
    const before = stack.acknowledgements.length;
    const claims: Claim[] = [];
    const isFrozen = (): boolean => stack.acknowledgements.some(({ reason }) => reason === 'INCREASES_FROZEN');
    for (let steps = 1; steps <= 16 && !isFrozen(); steps++) {
      forger.command({ kind: 'SET', currentUa: mostUa });
      // Too soon after the first.
      if (steps === 1) forger.command({ kind: 'SET', currentUa: mostUa });
      const allowedUa = fromUa + 2000 * Math.min(steps, 5);
      const above = await stack.until(() => stack.currentUa() > allowedUa, 1700, 2);
      claims.push([!above, `${stack.currentUa()} uA flow after ${steps} steps from ${fromUa} uA`]);
    }
    leases();
    const answers = stack.acknowledgements.slice(before).map(({ reason }) => reason);
    for (const expected of ['STEP_CAPPED', 'TOO_SOON', 'INCREASES_FROZEN'] as const) {
      claims.push([answers.includes(expected), `the band never answered ${expected}`]);
    }
    return claims;
  },
};

/** The key that raises is held down, or bounces. */
const stuckKey: Fault = {
  id: 'F34',
  name: 'the key that raises the current is stuck or strikes twice',
  ...NOTHING,
  prepare: started,
  inject: async (stack) => {
    await stack.until(() => stack.frame().state === 'ACTIVE', 10_000);
    stack.host.wish('wish', { kind: 'comfort', feeling: 'too-weak' });
    await stack.advanceBy(300);
  },
  after: async (stack) => {
    const claims: Claim[] = [];
    const fromUa = stack.currentUa();
    for (let s = 1; s <= 5; s++) {
      for (let i = 0; i < 20; i++) {
        stack.host.wish('wish', { kind: 'raise', stepUa: 500 });
        await stack.advanceBy(50);
      }
      const rose = stack.currentUa() - fromUa;
      claims.push([rose <= 500 * (s + 1), `${rose} uA more after ${s} s of a stuck key`]);
    }
    claims.push([stack.currentUa() > fromUa, 'not even the first step was taken: nothing was shown']);
    return claims;
  },
};

export const STEP_FAULTS: readonly Fault[] = [tooFast, stuckKey];
