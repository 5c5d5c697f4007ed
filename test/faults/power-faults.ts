import { endedBy, hostShows, latched, staysAtZero } from './claims.ts';
import { startedAgain, stimulating } from './course-of-events.ts';
import type { Claim, Fault } from './fault.ts';
import type { Stack } from './stack.ts';

/** What the band and the host's books say was delivered is never less than what was. */
async function roundedUp(stack: Stack): Promise<readonly Claim[]> {
  const true_ = { pulses: stack.board.output!.pulses(), chargeNc: stack.board.output!.chargeNc() };
  const { pulses, chargeNc } = stack.frame();
  const booked = await stack.host.account();
  return [
    [pulses >= true_.pulses, `the band says ${pulses} pulses, ${true_.pulses} were made`],
    [chargeNc >= true_.chargeNc, `the band says ${chargeNc} nC, ${true_.chargeNc} flowed`],
    [booked.pulses >= true_.pulses, `the host booked ${booked.pulses} pulses, ${true_.pulses} were made`],
  ];
}

const brownOut: Fault = {
  id: 'F4',
  name: 'the band loses power for a moment in the middle of a session',
  bound: '10 ms, told 1 s after the link is back',
  boundMs: 10,
  lookMs: 0.25,
  prepare: stimulating,
  inject: (stack) => stack.board.faults.brownOut(stack.random.uniform(5, 600)),
  after: async (stack) => {
    const { boot } = stack.hello();
    const quiet = await staysAtZero(stack, 1000);
    const back = await stack.until(() => stack.hello().boot > boot, 8000);
    const told = await stack.until(() => /restarted/.test(stack.host.view?.reason ?? ''), 1000);
    const later = await staysAtZero(stack, 6000);
    return [
      ...quiet,
      ...later,
      [back, 'the band did not come back'],
      [told, `a second after the link was back the host says "${stack.host.view?.reason}"`],
      ...endedBy(stack, 'REBOOT'),
      ...(await roundedUp(stack)),
    ];
  },
};

const stall: Fault = {
  id: 'F5',
  name: 'the interpreter stalls',
  bound: '1.1 s',
  boundMs: 1100,
  prepare: stimulating,
  inject: (stack) => stack.board.faults.stall(60_000),
  reacted: (stack) => stack.currentUa() === 0 && stack.board.resets.length > 1,
  after: async (stack) => {
    const quiet = await staysAtZero(stack, 6000);
    return [...quiet, [stack.board.resets.at(-1)?.cause === 'watchdog', 'no watchdog'], ...endedBy(stack, 'REBOOT')];
  },
};

/** Low, but not critical: nothing new begins. */
async function refusesLow(stack: Stack): Promise<readonly Claim[]> {
  stack.batteryPercent = stack.random.uniform(6, 14);
  await stack.until(() => stack.frame().state === 'IDLE', 60_000);
  await stack.advanceBy(1500);
  stack.host.wish('begin');
  const isArmed = await stack.until(() => stack.frame().state === 'ARMED', 3000);
  return [[!isArmed, 'a low battery was armed']];
}

const battery: Fault = {
  id: 'F25',
  name: 'the battery becomes critical',
  bound: '500 ms from the gauge read',
  boundMs: 500,
  sinceMs: (stack) => stack.gaugeReadMs,
  prepare: stimulating,
  inject: (stack) => {
    stack.batteryPercent = stack.random.uniform(0, 4.5);
  },
  after: async (stack) => {
    const readLate = stack.gaugeReadMs - stack.injectedMs;
    return [
      [readLate <= 500, `the gauge was read only after ${readLate} ms`],
      ...(await staysAtZero(stack, 2000)),
      ...endedBy(stack, 'BATTERY'),
      ...(await refusesLow(stack)),
    ];
  },
};

const charger: Fault = {
  id: 'F26',
  name: 'the charger is connected while pads are worn',
  bound: '100 ms',
  boundMs: 100,
  prepare: stimulating,
  inject: (stack) => {
    stack.board.faults.power.charging = true;
  },
  after: async (stack) => {
    const quiet = await staysAtZero(stack, 2000);
    const ended = endedBy(stack, 'CHARGING');
    await stack.until(() => stack.frame().state === 'IDLE', 60_000);
    stack.host.wish('begin');
    const isArmed = await stack.until(() => stack.frame().state === 'ARMED', 3000);
    return [...quiet, ...ended, [!isArmed, 'it was armed while charging']];
  },
};

const tooWarm: Fault = {
  id: 'F27',
  name: 'pads or board become too warm',
  bound: '1 s',
  boundMs: 1000,
  prepare: stimulating,
  inject: (stack) => {
    if (stack.random.next() < 0.5) stack.board.faults.power.temperatureC = stack.random.uniform(59, 80);
    else stack.board.faults.frontEnd!.temperatureC = stack.random.uniform(41.6, 60);
  },
  after: async (stack) => {
    const quiet = await staysAtZero(stack, 2000);
    const { state, stopReason, fault } = stack.frame();
    return [
      ...quiet,
      [state === 'LOCKOUT' || state === 'FAULT', `the band is ${state}`],
      [[stopReason, fault].includes('OVER_TEMPERATURE'), `the band says ${stopReason} ${fault}`],
    ];
  },
};

const resetLoop: Fault = {
  id: 'F45',
  name: 'interference resets the band again and again in mid-session',
  bound: 'at boot',
  boundMs: 0,
  prepare: stimulating,
  inject: () => {},
  after: async (stack) => {
    const claims: Claim[] = [];
    for (let resets = 1; resets <= 3; resets++) {
      stack.board.faults.resetLoop(Math.floor(stack.random.uniform(1, 4)), 400);
      claims.push(...(await staysAtZero(stack, 4500)));
      if (resets < 3) await startedAgain(stack);
      await stack.advanceBy(1000);
    }
    await stack.until(() => stack.frame().state === 'FAULT', 3000);
    return [...claims, ...latched(stack, 'REBOOT_LOOP'), ...(await hostShows(stack, 'FAULT', 3000))];
  },
};

export const POWER_FAULTS: readonly Fault[] = [brownOut, stall, battery, charger, tooWarm, resetLoop];
