import { Stack } from './stack.ts';
import type { StackPlan } from './stack-parts.ts';

/** Something that must hold after a fault; the text is what is said when it does not. */
export type Claim = readonly [holds: boolean, otherwise: string];

/** What a run differs in from a usual one. */
export type Setting = Omit<StackPlan, 'seed' | 'fault'>;

/** One row of the reference's table, section 7: how it is brought about, and what must come of it. */
export interface Fault {
  readonly id: string;
  /** What happens, as a sentence. */
  readonly name: string;
  /** As the reference states it. */
  readonly bound: string;
  /** 0: nothing of it may ever be felt or counted. */
  readonly boundMs: number;
  /** What of band, prescription or home is other than usual. */
  readonly stack?: Setting | ((seed: number) => Setting);
  /** For how long the reaction is waited for, where its bound is longer than usual. */
  readonly limitMs?: number;
  /** Where the session is when the fault strikes; most strike in the middle of one. */
  prepare(stack: Stack): Promise<void>;
  inject(stack: Stack): Promise<void> | void;
  /** The moment it counts from, where that is not the one at which it was brought about. */
  sinceMs?(stack: Stack): number;
  /** When the stated reaction has come; without it, the moment at which no current flows. Not asked where `boundMs` is 0. */
  reacted?(stack: Stack): boolean;
  /** How finely time is looked at; 0.5 ms where nothing is said. */
  readonly lookMs?: number;
  /** What the project does not do yet of this: its test is expected to fail, and says so when it does no more. */
  readonly missing?: string;
  /** What else must hold, then and later. */
  after(stack: Stack): Promise<readonly Claim[]> | readonly Claim[];
}

export interface FaultRun {
  readonly fault: string;
  readonly seed: number;
  /** False where the stack did not get as far as the fault: then the run shows nothing, and `flaws` says why. */
  readonly struck: boolean;
  /** Virtual time from the fault to its reaction; infinite where it did not come. */
  readonly tookMs: number;
  /** What the band said in the end. */
  readonly reaction: string;
  /** Claims that did not hold, or what kept the run from showing anything. */
  readonly flaws: readonly string[];
}

/** Longer than any bound: what has not come by then does not come. */
const GIVEN_UP_MS = 10_000;
const LOOK_MS = 0.5;
/** No look is finer than this. */
const ROUNDING_MS = 0.01;

export function isWithin(fault: Fault, run: FaultRun): boolean {
  return run.flaws.length === 0 && run.tookMs <= fault.boundMs + ROUNDING_MS;
}

/** Brings the stack to where the fault strikes, strikes, and measures. Never throws for what the stack does. */
export async function runFault(fault: Fault, seed: number): Promise<FaultRun> {
  const setting = typeof fault.stack === 'function' ? fault.stack(seed) : fault.stack;
  const stack = new Stack({ ...setting, seed, fault: fault.id });
  const told = { fault: fault.id, seed };
  let struck = false;
  try {
    await fault.prepare(stack);
    struck = true;
    stack.injectedMs = stack.nowMs();
    await fault.inject(stack);
    const came = fault.boundMs === 0 || (await awaitReaction(fault, stack));
    const reactedMs = came ? (fault.reacted ? stack.nowMs() : stack.zeroSinceMs()) : Number.POSITIVE_INFINITY;
    const sinceMs = Math.max(stack.injectedMs, fault.sinceMs?.(stack) ?? 0);
    const tookMs = fault.boundMs === 0 ? 0 : Math.max(0, reactedMs - sinceMs);
    const claims = await fault.after(stack);
    const flaws = [...claims.filter(([holds]) => !holds).map(([, otherwise]) => otherwise), ...hostErrors(stack)];
    return {
      ...told,
      struck,
      tookMs: flaws.length > 0 && fault.boundMs === 0 ? Number.POSITIVE_INFINITY : tookMs,
      reaction: said(stack),
      flaws,
    };
  } catch (error) {
    return { ...told, struck, tookMs: Number.POSITIVE_INFINITY, reaction: said(stack), flaws: [String(error)] };
  } finally {
    await stack.close();
  }
}

function awaitReaction(fault: Fault, stack: Stack): Promise<boolean> {
  const reacted = (): boolean => fault.reacted?.(stack) ?? stack.currentUa() === 0;
  return stack.until(reacted, fault.limitMs ?? GIVEN_UP_MS, fault.lookMs ?? LOOK_MS);
}

const hostErrors = (stack: Stack): string[] => stack.host.errors.map((error) => `host: ${error}`);

function said(stack: Stack): string {
  const frame = stack.frames.at(-1);
  if (!frame) return 'the band said nothing';
  const word = frame.fault || frame.stopReason;
  return [frame.state, word, `${stack.currentUa() / 1000} mA`].filter(Boolean).join(', ');
}
