import type { Stack } from './stack.ts';

/** How a run gets to where its fault strikes. All throw when the stack does not come that far: then the run shows nothing. */

const PATIENCE_MS = 20_000;

async function expectSoon(stack: Stack, what: string, isSo: () => boolean, withinMs = PATIENCE_MS): Promise<void> {
  if (await stack.until(isSo, withinMs)) return;
  const { state, fault, stopReason } = stack.frame() ?? {};
  const hostSays = `${stack.host.view?.state} ${stack.host.view?.reason}; ${stack.host.said.join('; ')}; ${stack.host.errors.join('; ')}`;
  throw new Error(`${what}: not within ${withinMs} ms. Band: ${state} ${fault} ${stopReason}. Host: ${hostSays}`);
}

/** The host has greeted the band and shows what it says. */
export async function greeted(stack: Stack): Promise<void> {
  await stack.host.begin();
  await expectSoon(stack, 'greeted', () => stack.host.greeted && stack.host.view?.state === 'IDLE');
}

/** ARM was accepted and the band waits for its button. */
export async function armed(stack: Stack): Promise<void> {
  await greeted(stack);
  await arms(stack);
}

/** A host that shows the band asks it to arm; a new prescription is accepted on the way. */
async function arms(stack: Stack): Promise<void> {
  stack.host.wish('begin');
  const asks = (): boolean => stack.frame()?.asks === 'NEW_PRESCRIPTION' || stack.frame()?.state === 'ARMED';
  await expectSoon(stack, 'asked for the button', asks);
  if (stack.frame().state === 'ARMED') return;
  await stack.advanceBy(stack.random.uniform(100, 1000));
  stack.board.pressButton();
  await expectSoon(stack, 'armed', () => stack.frame().state === 'ARMED');
}

/** The person presses the button, and the host sends START. */
export async function started(stack: Stack): Promise<void> {
  await armed(stack);
  await starts(stack);
}

/** A session whose person went down to nothing before it began: output is permitted, and none is asked for. */
export async function startedAtNothing(stack: Stack): Promise<void> {
  await greeted(stack);
  stack.host.wish('wish', { kind: 'lower' });
  await arms(stack);
  await stack.advanceBy(stack.random.uniform(100, 1500));
  stack.board.pressButton();
  await expectSoon(stack, 'begun at 0', () => stack.frame().state === 'ACTIVE');
}

async function starts(stack: Stack): Promise<void> {
  await stack.advanceBy(stack.random.uniform(100, 1500));
  stack.board.pressButton();
  await expectSoon(stack, 'current flows', () => stack.currentUa() > 0);
}

/** Somewhere in a session: on the way up or at its level, as the seed has it. */
export async function stimulating(stack: Stack): Promise<void> {
  await started(stack);
  await stack.advanceBy(stack.random.uniform(300, 6000));
  if (stack.currentUa() === 0) throw new Error(`stimulating: it ended by itself, ${stack.frame().stopReason}`);
}

/** After an end: once the skin has rested, the same again. */
export async function startedAgain(stack: Stack): Promise<void> {
  await expectSoon(stack, 'rested', () => stack.frame().state === 'IDLE' && stack.host.view?.state === 'IDLE', 120_000);
  stack.host.wish('begin');
  await expectSoon(stack, 'armed again', () => stack.frame().state === 'ARMED');
  await stack.advanceBy(300);
  stack.board.pressButton();
  await expectSoon(stack, 'current flows again', () => stack.currentUa() > 0);
}

/** At the prescribed level for a while. */
export async function atLevel(stack: Stack): Promise<void> {
  await started(stack);
  await expectSoon(stack, 'at the level', () => stack.frame().state === 'ACTIVE');
  await stack.advanceBy(stack.random.uniform(200, 2000));
}
