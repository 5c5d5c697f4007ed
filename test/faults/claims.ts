import type { Claim } from './fault.ts';
import type { Stack } from './stack.ts';

/** What is said of a stack after a fault, for more than one of them. */

/** Looked at after every event, and every 5 ms. */
export async function staysAtZero(stack: Stack, durationMs: number): Promise<readonly Claim[]> {
  const flowed = await stack.until(() => stack.currentUa() > 0, durationMs, 5);
  return [[!flowed, `${stack.currentUa()} uA flow again`]];
}

/** The session goes on as if nothing had been: one session, never above its level, never interrupted. */
export async function goesOn(stack: Stack, durationMs: number): Promise<readonly Claim[]> {
  const mostUa = stack.levelUa;
  const disturbed = await stack.until(() => stack.currentUa() === 0 || stack.currentUa() > mostUa, durationMs, 5);
  const { state, session, stopReason } = stack.frame();
  return [
    [!disturbed, `it went from the level of ${mostUa} uA to ${stack.currentUa()} uA (${state} ${stopReason})`],
    [state === 'ACTIVE' || state === 'RAMPING_UP', `the band is ${state} ${stopReason}`],
    [session === 1, `${session} sessions were begun`],
  ];
}

/** Ended and resting, with this as the reason. */
export function endedBy(stack: Stack, ...reasons: readonly string[]): readonly Claim[] {
  const { state, stopReason } = stack.frame();
  return [
    [state === 'LOCKOUT' || state === 'IDLE', `the band is ${state}`],
    [reasons.includes(stopReason), `the band says ${stopReason}`],
  ];
}

export function latched(stack: Stack, ...faults: readonly string[]): readonly Claim[] {
  const { state, fault, currentUa } = stack.frame();
  return [
    [state === 'FAULT', `the band is ${state}`],
    [faults.includes(fault), `the band says ${fault}`],
    [currentUa === 0, `the band reports ${currentUa} uA`],
  ];
}

/** The host shows a fault by its name within a second of the band's own word, and never "off" before. */
export async function hostShows(stack: Stack, state: string, withinMs = 1000): Promise<readonly Claim[]> {
  const shown = await stack.until(() => stack.host.view?.state === state, withinMs);
  return [[shown, `the host shows ${stack.host.view?.state}`]];
}

/** Nothing flows, and the band does not get as far as this. */
export async function refusedBefore(stack: Stack, state: string, durationMs: number): Promise<readonly Claim[]> {
  let reached = false;
  await stack.until(
    () => {
      reached ||= stack.frames.at(-1)?.state === state;
      return stack.currentUa() > 0;
    },
    durationMs,
    20,
  );
  return [
    [!reached, `the band became ${state}`],
    [stack.currentUa() === 0, `${stack.currentUa()} uA flow`],
  ];
}
