import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { DeviceConnection } from '../connect/device-connection.ts';
import { notConfirmed, notProven, PRESS_WITHIN_MS } from '../keys/band-enrolment.ts';
import { type Answer, createUpdateTalk, type HandQuestion, type UpdateTalk } from './update-talk.ts';

const ASKED_WITHIN_MS = 2_000;
const ATTEMPTS = 3;
const GRACE_MS = 3_000;
const RESTART_WITHIN_MS = 15_000;
const QUESTION: HandQuestion = {
  askedWithinMs: ASKED_WITHIN_MS,
  decidedWithinMs: PRESS_WITHIN_MS + GRACE_MS,
  isDecided: ({ kind }) => kind !== 'state',
};

export interface WipeParams {
  /** Seals with the link key on a stim band. */
  readonly connection: DeviceConnection;
  readonly timeline: Timeline;
  readonly hello: Hello;
  readonly linkKey: Uint8Array;
  /** The band waits for the button now. */
  readonly onAsked: () => void;
}

/**
 * Has a band forget keys, prescription, calibration and log, so that it can go to somebody else. Rests, dose account and faults of a stim
 * band stay. Settles with the hello of the band that has started anew, without keys.
 * @throws LimberError enrol/band-busy, enrol/not-confirmed, enrol/refused, enrol/key-not-proven
 */
export async function wipeBand(params: WipeParams): Promise<Hello> {
  const { hello, onAsked } = params;
  const talk = createUpdateTalk(params);
  const { boot, decided } = await askToForget(talk, hello);
  onAsked();
  // Done or not, it says so; that it starts anew without keys is what counts.
  const ended = await decided;
  if (ended?.kind === 'refused') throw refusal(ended.reason, hello);
  const untilMs = params.timeline.nowMs() + RESTART_WITHIN_MS;
  while (params.timeline.nowMs() < untilMs) {
    const said = await talk.freshHello(ASKED_WITHIN_MS);
    if (said && said.boot !== boot) return forgotten(said);
  }
  throw ended ? refused(`${hello.deviceId} has not come back since it was wiped.`) : notConfirmed();
}

interface Forgetting {
  /** Of the start in which it was asked. */
  readonly boot: number;
  readonly decided: Promise<Answer | undefined>;
}

async function askToForget(talk: UpdateTalk, hello: Hello): Promise<Forgetting> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await talk.freshHello(ASKED_WITHIN_MS);
    const { boot } = talk.hello();
    const { asked, decided } = talk.askHand(talk.tagged('WIPE', new Uint8Array(0)), QUESTION);
    const answer = await asked;
    if (answer?.kind === 'refused') throw refusal(answer.reason, hello);
    // In an object: a promise that is returned would be waited for.
    if (answer) return { boot, decided };
  }
  throw refused(`${hello.deviceId} does not answer.`);
}

function forgotten(hello: Hello): Hello {
  if (hello.enrolled) throw refused(`${hello.deviceId} has started anew, but still has a key.`);
  return hello;
}

function refusal(reason: string, { deviceId }: Hello): LimberError {
  if (reason === 'NOT_CONFIRMED') return notConfirmed();
  if (reason === 'NOT_AUTHENTIC' || reason === 'NO_KEY') return notProven(deviceId);
  if (reason === 'WRONG_STATE')
    return new LimberError('enrol/band-busy', `${deviceId} is in a session, or is asked something else just now.`);
  return refused(`${deviceId} is not wiped: ${reason}.`);
}

const refused = (message: string): LimberError => new LimberError('enrol/refused', message);
