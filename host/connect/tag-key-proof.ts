import { randomBytes, randomInt } from 'node:crypto';
import { CHALLENGE_BYTES } from '../../protocol/firmware-manifest.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { KeyProof } from '../keys/band-admission.ts';
import type { DeviceConnection } from './device-connection.ts';
import { heard } from './link-key-proof.ts';
import { fitsBandTag, taggedPayload } from './link-tag.ts';

const ANSWER_WITHIN_MS = 1_500;
const ATTEMPTS = 3;
/** A band answers with 28 bits. */
const COUNTER_END = 2 ** 28;
/** What firmware answers that was built or flashed without the means. */
const UNABLE: readonly string[] = ['NO_SERVICE_MODULE', 'NO_CRYPTO', 'NOT_A_MOTION_COMMAND'];

/**
 * Has a motion band prove that it has the link key: it answers HEALTHY with a tag over the salt of this connection and a
 * challenge that nobody has seen before. What was recorded fits neither. (A firmware on trial stays from then on: that it greets and
 * answers is all that an update asks of it too.) Who hands everything on to the real band and back is not found out.
 *
 * @param hello of the present connection
 */
export async function provesTagKey(
  connection: DeviceConnection,
  timeline: Timeline,
  { salt, boot }: Hello,
  key: Uint8Array,
): Promise<KeyProof> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const counter = randomInt(1, COUNTER_END);
    const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES));
    const answered = heard(connection, timeline, ANSWER_WITHIN_MS, (message) =>
      message.kind === 'acknowledgement' && message.acknowledgement.counter === counter
        ? message.acknowledgement
        : undefined,
    );
    const payload = taggedPayload('HEALTHY', counter, challenge, key, salt);
    await connection.send({ kind: 'HEALTHY', counter, boot, payload }).catch(() => {});
    const answer = await answered;
    if (!answer) continue;
    if (answer.result === 'REFUSED' && UNABLE.includes(answer.reason)) return 'unable';
    return fitsBandTag(counter, challenge, key, salt, answer.proof) ? 'proven' : 'not-proven';
  }
  return 'silent';
}
