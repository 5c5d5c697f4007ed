import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { DeviceConnection } from '../connect/device-connection.ts';
import { notConfirmed, notProven, PRESS_WITHIN_MS } from '../keys/band-enrolment.ts';
import { type Answer, createUpdateTalk, type HandQuestion } from './update-talk.ts';

const ASKED_WITHIN_MS = 2_000;
const ATTEMPTS = 3;
const GRACE_MS = 3_000;
const HELLO_WITHIN_MS = 2_000;
const QUESTION: HandQuestion = {
  askedWithinMs: ASKED_WITHIN_MS,
  decidedWithinMs: PRESS_WITHIN_MS + GRACE_MS,
  isDecided: ({ kind }) => kind === 'done' || kind === 'refused',
};

export interface MotionEnrolmentParams {
  readonly connection: DeviceConnection;
  readonly timeline: Timeline;
  readonly hello: Hello;
  readonly linkKey: Uint8Array;
  /** The band waits for the button now. */
  readonly onAsked: () => void;
}

/**
 * Gives a motion band its link key, in plain: over a cable, or in a room without strangers. Settles once the band has proved that it
 * has it. @throws LimberError enrol/band-busy, enrol/not-confirmed, enrol/refused, enrol/key-not-proven
 */
export async function enrolMotionBand(params: MotionEnrolmentParams): Promise<Hello> {
  const { linkKey, hello, onAsked } = params;
  const talk = createUpdateTalk(params);
  // Asked again under the same number: the key that waits already is the same.
  const command = { kind: 'ENROL', counter: talk.nextCounter(), keyPair: linkKey } as const;
  let answers = talk.askHand(command, QUESTION);
  for (let attempt = 1; attempt < ATTEMPTS && !(await answers.asked); attempt++)
    answers = talk.askHand(command, QUESTION);
  refuse(await answers.asked, hello);
  onAsked();
  const ended = await answers.decided;
  if (ended) refuse(ended, hello);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const isProved = await talk.tellHealthy(ASKED_WITHIN_MS);
    if (isProved === false && !ended) throw notConfirmed();
    if (isProved === false) break;
    if (!isProved) continue;
    await talk.ask({ kind: 'SAY_HELLO' }, HELLO_WITHIN_MS, ({ kind }) => kind === 'done');
    return talk.hello();
  }
  throw notProven(hello.deviceId);
}

function refuse(answer: Answer | undefined, { deviceId, firmwareVersion }: Hello): void {
  if (answer === undefined) throw refused(`${deviceId} does not answer.`);
  if (answer.kind === 'restarted') throw refused(`${deviceId} has started anew meanwhile.`);
  if (answer.kind !== 'refused') return;
  const { reason } = answer;
  if (reason === 'NOT_CONFIRMED') throw notConfirmed();
  if (reason === 'WRONG_STATE')
    throw new LimberError('enrol/band-busy', `${deviceId} is asked something else just now.`);
  if (reason === 'NO_CRYPTO')
    throw refused(`The interpreter of ${deviceId} has no SHA-256: a key would be of no use to it.`);
  if (reason === 'NOT_A_MOTION_COMMAND' || reason === 'NO_SERVICE_MODULE')
    throw refused(`Firmware ${firmwareVersion} of ${deviceId} takes no key: flash it by cable (limber flash).`);
  throw refused(`${deviceId} did not take the key: ${reason}.`);
}

const refused = (message: string): LimberError => new LimberError('enrol/refused', message);
