import type { Cancel } from '../../protocol/timeline.ts';
import type { Random } from '../../sim/random.ts';
import { SOAK_FAULTS, type SoakFault } from './fault-table.ts';
import type { Room } from './room.ts';

const MS_PER_MINUTE = 60_000;

/** Faults strike by their rates until it is cancelled; the same seed draws the same. */
export function drawFaults(room: Room, random: Random, only: readonly SoakFault[] = SOAK_FAULTS) {
  const struck = new Map<string, number>(only.map(({ name }) => [name, 0]));
  const alone = new Map<string, number>();
  const cancels = new Map<SoakFault, Cancel>();
  const next = (fault: SoakFault, own: Random): void => {
    const pauseMs = (-Math.log(1 - own.next()) * MS_PER_MINUTE) / fault.perMinute;
    cancels.set(
      fault,
      room.clock.after(pauseMs, () => {
        next(fault, own);
        strike(fault, own);
      }),
    );
  };
  const strike = (fault: SoakFault, own: Random): void => {
    const { low, high } = fault.forMs;
    const forMs = own.uniform(low, high);
    const band = room.bands[Math.floor(own.next() * room.bands.length)]!;
    if (fault.alone) {
      const nowMs = room.clock.nowMs();
      if (nowMs < (alone.get(fault.alone) ?? 0)) return;
      alone.set(fault.alone, nowMs + forMs + RECOVERY_MS);
    }
    struck.set(fault.name, struck.get(fault.name)! + 1);
    fault.strike({ room, band, forMs, random: own });
  };
  for (const fault of only) next(fault, random.fork(fault.name));
  return {
    struck,
    cancel: () => {
      for (const cancel of cancels.values()) cancel();
    },
  };
}

/** Before the next of its kind. */
const RECOVERY_MS = 5_000;
