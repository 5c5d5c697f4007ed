import { Subscription } from 'rxjs';
import type { Acknowledgement, StimulationFrame } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { DeviceConnection, DeviceMessage } from './device-connection.ts';

/** A band at rest sends a frame each second. */
const FRAME_WITHIN_MS = 3_000;
const ANSWER_WITHIN_MS = 1_000;
const ATTEMPTS = 3;

/**
 * Asks a stim band for something harmless under the connection's link key, a lease of no length. A band with another key, or with
 * none, cannot open it and stays silent or says NOT_AUTHENTIC. That finds mix-ups; a device built to deceive could guess the answer,
 * which is not sealed.
 */
export async function provesLinkKey(connection: DeviceConnection, timeline: Timeline): Promise<boolean> {
  let counter = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const frame = await heard(connection, timeline, FRAME_WITHIN_MS, stimulationFrame);
    if (!frame) return false;
    counter = Math.max(counter, frame.lastCounter) + 1;
    const answered = heard(connection, timeline, ANSWER_WITHIN_MS, answerTo(counter));
    await connection.send({ kind: 'LEASE', counter, boot: frame.boot, ttlMs: 0 }).catch(() => {});
    const answer = await answered;
    if (!answer) continue;
    if (answer.reason === 'NOT_AUTHENTIC') return false;
    // Whoever numbers commands next must know of this one: two under one number would share a nonce.
    return (await heard(connection, timeline, FRAME_WITHIN_MS, frameAfter(counter))) !== undefined;
  }
  return false;
}

const stimulationFrame = (message: DeviceMessage): StimulationFrame | undefined =>
  message.kind === 'stimulation' ? message.frame : undefined;

const frameAfter =
  (counter: number) =>
  (message: DeviceMessage): StimulationFrame | undefined =>
    message.kind === 'stimulation' && message.frame.lastCounter >= counter ? message.frame : undefined;

const answerTo =
  (counter: number) =>
  (message: DeviceMessage): Acknowledgement | undefined =>
    message.kind === 'acknowledgement' && message.acknowledgement.counter === counter
      ? message.acknowledgement
      : undefined;

/** The next one that is looked for; undefined where none comes in time or the connection ends. */
export function heard<Found>(
  { messages$ }: DeviceConnection,
  timeline: Timeline,
  withinMs: number,
  pick: (message: DeviceMessage) => Found | undefined,
): Promise<Found | undefined> {
  return new Promise((resolve) => {
    const hearing = new Subscription();
    const end = (found: Found | undefined): void => {
      hearing.unsubscribe();
      resolve(found);
    };
    hearing.add(timeline.after(withinMs, () => end(undefined)));
    hearing.add(
      messages$.subscribe({
        next: (message) => {
          const found = pick(message);
          if (found !== undefined) end(found);
        },
        complete: () => end(undefined),
      }),
    );
  });
}
