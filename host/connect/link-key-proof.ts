import { randomBytes } from 'node:crypto';
import { Subscription } from 'rxjs';
import type { Acknowledgement, Hello, StimulationFrame } from '../../protocol/message.ts';
import { CHALLENGE_BYTES } from '../../protocol/seal.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { KeyProof } from '../keys/band-admission.ts';
import type { DeviceConnection, DeviceMessage } from './device-connection.ts';

/** A band at rest sends a frame each second. */
const FRAME_WITHIN_MS = 3_000;
const ANSWER_WITHIN_MS = 1_000;
const ATTEMPTS = 3;
/** Leases live 2 s, and what they let flow ramps down for some seconds more. */
const BUSY_MS = 8_000;

/** What a band has answered; `hello`: what it said of itself, proved. */
export interface ProofAnswer {
  readonly proof: KeyProof;
  readonly hello?: Hello;
}

/**
 * Has a stim band prove that it has the connection's link key, and what it says of itself: a challenge goes inside the seal of something
 * harmless, a lease of no length, and comes back under a tag over the challenge, the id, the firmware's hash and whether it is simulated.
 * Neither a device built to deceive nor a recording of an earlier start can make that tag (fault F48). One that hands everything on to
 * the real band, and back, can: it stays to be told by what the band is seen to do.
 *
 * @param host number of the host whose session the band may be in: to another's it proves nothing before that is over
 */
export async function askLinkKeyProof(
  connection: DeviceConnection,
  timeline: Timeline,
  host = 0,
): Promise<ProofAnswer> {
  let proof: KeyProof = 'silent';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // Once is enough: a band hangs up on who is rejected again and again, and that would end the other host's session.
    const frame: StimulationFrame | undefined =
      proof === 'busy'
        ? await heard(connection, timeline, BUSY_MS, restingFrame)
        : await heard(connection, timeline, FRAME_WITHIN_MS, stimulationFrame);
    const hello = connection.hello();
    if (!frame || !hello) return { proof: proof === 'busy' ? 'busy' : 'silent' };
    const counter: number = Math.max(connection.sealedUpTo(), frame.lastCounter) + 1;
    const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES));
    const answered: Promise<Acknowledgement | undefined> = heard(
      connection,
      timeline,
      ANSWER_WITHIN_MS,
      answerTo(counter),
    );
    await connection.send({ kind: 'LEASE', counter, boot: frame.boot, host, ttlMs: 0, challenge }).catch(() => {});
    const answer = await answered;
    if (answer?.reason === 'NOT_AUTHENTIC') return { proof: 'not-proven' };
    if (answer && answer.proof.length > 0)
      return connection.isProof(hello, counter, challenge, answer.proof)
        ? { proof: 'proven', hello }
        : { proof: 'not-proven' };
    // Without a proof the number was not taken: another host's session goes on, or the leases of a dead one run out.
    // What does not open its seal a band leaves unanswered, as it does what was lost.
    proof = answer?.reason === 'OTHER_HOST' ? 'busy' : 'not-proven';
  }
  return { proof };
}

/** @returns the hello that was proved; undefined where none was */
export const provesLinkKey = async (connection: DeviceConnection, timeline: Timeline): Promise<Hello | undefined> =>
  (await askLinkKeyProof(connection, timeline)).hello;

const stimulationFrame = (message: DeviceMessage): StimulationFrame | undefined =>
  message.kind === 'stimulation' ? message.frame : undefined;

const IN_SESSION: readonly StimulationFrame['state'][] = ['ARMED', 'RAMPING_UP', 'ACTIVE', 'PAUSED', 'RAMPING_DOWN'];

const restingFrame = (message: DeviceMessage): StimulationFrame | undefined => {
  const frame = stimulationFrame(message);
  return frame && !IN_SESSION.includes(frame.state) ? frame : undefined;
};

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
