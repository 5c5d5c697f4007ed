import type { Placement } from '../../protocol/placement.ts';
import { framesAwaited, giveUpUnheard, type KeptStart, keptStart, type Loss } from './band-start.ts';
import { clockErrorPpm, clockErrorSigmaPpm } from './device-clock.ts';
import type { IntakeState } from './intake.ts';
import { type SignalHealth, signalHealth } from './signal-health.ts';

export interface IntakeHealth {
  readonly sensor: Placement;
  readonly received: number;
  readonly lost: number;
  readonly recovered: number;
  /** Null before it is known. */
  readonly clockErrorPpm: number | null;
  /** Standard error of it; absent where nobody looked. */
  readonly clockErrorSigmaPpm?: number;
  /** What the counts say of the sensor itself; absent where nobody looked. */
  readonly signal?: SignalHealth;
  /** How the record is completed afterwards; absent where nobody looked. */
  readonly completion?: Completion;
}

export interface Completion {
  /** Samples that came too late for the live stream and are in the record. */
  readonly lateSamples: number;
  /** Frames that are missing and may still come, from the band's memory or its flash. */
  readonly framesAwaited: number;
  /** The band is there to send them, and was heard since it came: before, nobody knows how many they are. */
  readonly isReachable: boolean;
  readonly losses: readonly Loss[];
  /** What a later connection needs to go on with it; empty before the band has said who it is. */
  readonly starts: readonly KeptStart[];
}

export function healthOf({ sensor, starts, signal, link, lateSamples }: IntakeState): IntakeHealth {
  for (const start of starts) giveUpUnheard(start);
  const now = starts.at(-1)!;
  const completion: Completion = {
    lateSamples,
    framesAwaited: starts.reduce((sum, start) => sum + framesAwaited(start), 0),
    isReachable: link.isUp && !link.wasDown,
    losses: starts.flatMap(({ losses }) => losses),
    starts: starts.flatMap((start) => keptStart(start) ?? []),
  };
  return {
    sensor,
    ...now.order.counts,
    clockErrorPpm: clockErrorPpm(now.clock),
    clockErrorSigmaPpm: clockErrorSigmaPpm(now.clock),
    signal: signalHealth(signal),
    completion,
  };
}
