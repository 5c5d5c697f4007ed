import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inputOf } from './mutation.ts';

/** A decoder as it is met by whoever sends to it. */
export interface Decoder {
  /** @returns roughly how many bytes came out, 0 where the input was refused. What it throws is a finding. */
  readonly take: (input: Uint8Array) => number;
  /** Bytes, or entries, that it keeps for what comes next. */
  readonly held?: () => number;
  /** Whether a valid input is still understood, whatever came before. */
  readonly understands: () => boolean;
}

export interface FuzzTarget {
  readonly name: string;
  /** What is bent. */
  readonly valid: readonly Uint8Array[];
  readonly begin: () => Decoder;
  /** The most that comes out for one input, and that is kept. */
  readonly givesMost: number;
  readonly heldMost?: number;
}

export interface FuzzReport {
  readonly name: string;
  readonly inputs: number;
  /** Of which something came out. */
  readonly taken: number;
  readonly seconds: number;
  /** The one that took longest, ms; said again where it took long, since a machine has other work too. */
  readonly worstMs: number;
  readonly worstIndex: number;
  readonly mostGiven: number;
  readonly mostHeld: number;
  /** Outside the heap, by one input, bytes. */
  readonly mostAllocated: number;
  readonly heapGrowthBytes: number;
  readonly findings: readonly string[];
}

export interface FuzzPlan {
  readonly inputs: number;
  readonly seed: number;
  readonly onInput?: (index: number) => void;
}

/** Beyond it an input is timed once more. */
const SLOW_MS = 0.5;
const HANG_MS = 100;
const ALLOCATED_MOST = 8e6;
const HEAP_GROWTH_MOST = 12e6;
const RECOVERY_EVERY = 1_000;
const FINDINGS_MOST = 10;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 64)).toString('hex');

/** Feeds a decoder with bent and random inputs and judges each: no throw, no hang, nothing kept or given without bound. */
export function fuzz(target: FuzzTarget, { inputs, seed, onInput }: FuzzPlan): FuzzReport {
  const decoder = target.begin();
  const findings: string[] = [];
  const most = { taken: 0, worstMs: 0, worstIndex: 0, given: 0, held: 0, allocated: 0 };
  const find = (index: number, input: Uint8Array, what: string): void => {
    if (findings.length < FINDINGS_MOST)
      findings.push(`input ${index} of seed ${seed}: ${what}; ${input.length} bytes ${hex(input)}`);
  };
  const judge = (index: number): void => {
    const input = inputOf(seed, index, target.valid);
    const outsideBefore = getHeapStatistics().external_memory;
    try {
      const beganMs = performance.now();
      const given = decoder.take(input);
      let tookMs = performance.now() - beganMs;
      if (tookMs > SLOW_MS) tookMs = Math.min(tookMs, timedAgain(target, input));
      if (tookMs > most.worstMs) Object.assign(most, { worstMs: tookMs, worstIndex: index });
      if (given > 0) most.taken++;
      most.given = Math.max(most.given, given);
      if (tookMs > HANG_MS) find(index, input, `took ${tookMs.toFixed(0)} ms`);
      if (given > target.givesMost) find(index, input, `gave ${given} bytes`);
    } catch (error) {
      find(
        index,
        input,
        `threw ${String((error as Error)?.stack ?? error)
          .split('\n')
          .slice(0, 3)
          .join(' ')}`,
      );
    }
    const allocated = getHeapStatistics().external_memory - outsideBefore;
    most.allocated = Math.max(most.allocated, allocated);
    if (allocated > ALLOCATED_MOST) find(index, input, `allocated ${allocated} bytes`);
    const held = decoder.held?.() ?? 0;
    most.held = Math.max(most.held, held);
    if (held > (target.heldMost ?? 0)) find(index, input, `holds ${held}`);
    if (index % RECOVERY_EVERY === RECOVERY_EVERY - 1 && !isUnderstood(decoder))
      find(index, input, 'a valid input after it is not understood');
  };

  const warmUp = Math.min(Math.floor(inputs / 10), 20_000);
  let heapBefore = 0;
  const beganMs = performance.now();
  for (let index = 0; index < inputs; index++) {
    onInput?.(index);
    if (index === warmUp) heapBefore = heapBytes();
    judge(index);
  }
  const seconds = (performance.now() - beganMs) / 1000;
  if (!isUnderstood(decoder)) findings.push('at the end a valid input is not understood');
  const heapGrowthBytes = heapBytes() - heapBefore;
  if (heapGrowthBytes > HEAP_GROWTH_MOST) findings.push(`the heap grew by ${heapGrowthBytes} bytes`);
  const { taken, worstMs, worstIndex, given, held, allocated } = most;
  return {
    name: target.name,
    inputs,
    taken,
    seconds,
    worstMs,
    worstIndex,
    mostGiven: given,
    mostHeld: held,
    mostAllocated: allocated,
    heapGrowthBytes,
    findings,
  };
}

function isUnderstood(decoder: Decoder): boolean {
  try {
    return decoder.understands();
  } catch {
    return false;
  }
}

/** By a decoder of its own, the least of three. */
function timedAgain(target: FuzzTarget, input: Uint8Array): number {
  const decoder = target.begin();
  const times = [0, 1, 2].map(() => {
    const beganMs = performance.now();
    decoder.take(input);
    return performance.now() - beganMs;
  });
  return Math.min(...times);
}
