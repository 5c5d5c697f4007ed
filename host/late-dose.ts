import type { StimulationTelemetry } from '../protocol/session.ts';
import type { Timeline } from '../protocol/timeline.ts';
import type { GreetedDevice } from './device-roster.ts';
import type { Store } from './records/store.ts';
import { type Delivery, initialDelivery, stepDelivery } from './stim/index.ts';

/** A band that does nothing speaks once a second; one frame may be lost. */
const PATIENCE_MS = 2500;
const NOBODY_ASKED = { phase: 'idle', view: { state: 'UNKNOWN', reason: '', remainderMs: 0, restLeftMs: 0 } } as const;

/**
 * What the bands delivered while no gateway listened, booked before anything is decided: it counts for the day. A band that still
 * runs what a dead gateway began is stopped. Settles when the bands were heard, or after 2.5 s without one.
 * @throws LimberError of the records room
 */
export async function bookLateDoses(
  devices: readonly GreetedDevice[],
  store: Store,
  timeline: Timeline,
): Promise<void> {
  const bands = devices.filter(({ hello }) => hello.role === 'ROLE_STIM');
  await Promise.all(bands.map((band) => bookLateDose(band, store, timeline)));
}

function bookLateDose({ connection, hello }: GreetedDevice, store: Store, timeline: Timeline): Promise<void> {
  const device = hello.deviceId;
  const booked = store.doseMark(device);
  if (booked === null) return Promise.resolve();
  let delivery: Delivery = initialDelivery(booked.mark);
  return new Promise((resolve, reject) => {
    const hear = (telemetry: StimulationTelemetry, atMs: number): void => {
      const [next, events] = stepDelivery(delivery, { atMs, telemetry, ...NOBODY_ASKED });
      delivery = next;
      for (const event of events) if (event.kind === 'late-dose') store.bookLateDose({ ...event, atMs: 0, device });
      if (delivery.behind) connection.send({ kind: 'STOP' }).catch(() => {});
      else end(resolve);
    };
    const subscription = connection.messages$.subscribe((message) => {
      if (message.kind !== 'stimulation') return;
      try {
        hear(message.frame as StimulationTelemetry, message.atMs);
      } catch (error) {
        end(() => reject(error));
      }
    });
    const cancel = timeline.after(PATIENCE_MS, () => end(resolve));
    const end = (settle: () => void): void => {
      subscription.unsubscribe();
      cancel();
      settle();
    };
  });
}
