import type { Delivery, DeliveryEvent, DeliveryInput } from './delivery.ts';

/** A band not heard for this long after STOP is given up: its lease has run out long ago, but nobody saw it. */
const GIVEN_UP_MS = 30_000;
/** Ends that nobody chose and that are gone by themselves. */
const GOES_ON_AFTER = ['LEASE_LOST', 'DEVICE_SILENT', 'REBOOT'];
/** Nobody is kept waiting longer than this for the rest of a session, nor asked for more than this many presses. */
const WORTH_WAITING_MS = 120_000;
const GOES_ON_MOST = 3;

/** Over, or only interrupted: then what is left is waited for. */
export function judgeEnd(delivery: Delivery, input: DeliveryInput, events: DeliveryEvent[]): Delivery {
  if (delivery.askedAtMs === null || delivery.over) return delivery;
  const { atMs, phase, view } = input;
  const stoppingSinceMs = phase === 'stopping' ? (delivery.stoppingSinceMs ?? atMs) : null;
  const lost = stoppingSinceMs !== null && atMs - stoppingSinceMs > GIVEN_UP_MS;
  if (phase !== 'idle' && !lost) return { ...delivery, stoppingSinceMs, waitsSinceMs: null };
  if (!lost && goesOn(delivery, input)) return wait(delivery, input, events);
  events.push({ kind: 'over' });
  const neverBegan = delivery.stopReason === 'none' && view.reason !== '' ? view.reason : delivery.stopReason;
  return { ...delivery, stoppingSinceMs, over: true, stopReason: lost ? 'UNKNOWN' : neverBegan };
}

function goesOn({ waitsSinceMs, goneOn, running }: Delivery, { atMs, view }: DeliveryInput): boolean {
  const patient = waitsSinceMs === null || atMs - waitsSinceMs <= WORTH_WAITING_MS;
  const left = view.remainderMs > 0 && view.restLeftMs <= WORTH_WAITING_MS;
  return !running && patient && left && goneOn < GOES_ON_MOST && GOES_ON_AFTER.includes(view.reason);
}

function wait(delivery: Delivery, { atMs, view }: DeliveryInput, events: DeliveryEvent[]): Delivery {
  if (delivery.waitsSinceMs === null) {
    events.push({ kind: 'interrupted', remainderMs: view.remainderMs, restMs: view.restLeftMs });
    return { ...delivery, stoppingSinceMs: null, waitsSinceMs: atMs };
  }
  if (view.state !== 'IDLE') return delivery;
  events.push({ kind: 'again' });
  return { ...delivery, waitsSinceMs: null, goneOn: delivery.goneOn + 1 };
}
