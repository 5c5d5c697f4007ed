import { LimberError } from '../../protocol/limber-error.ts';
import type { Acknowledgement, Hello, StimulationFrame } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { DeviceConnection, DeviceMessage } from '../connect/device-connection.ts';
import { heard, provesLinkKey } from '../connect/link-key-proof.ts';

/** How long a band waits for the button, firmware/stimulator/enrolment.ts. */
export const PRESS_WITHIN_MS = 30_000;
/** How long the button is held on a band that has keys already. */
export const HOLD_S = 5;
const FRAME_WITHIN_MS = 5_000;
const ASKED_WITHIN_MS = 2_000;
const ATTEMPTS = 3;
/** Flash is written and the answer sent within this. */
const GRACE_MS = 3_000;
const HELLO_WITHIN_MS = 3_000;
const AT_REST: readonly string[] = ['IDLE', 'LOCKOUT', 'FAULT'];

export interface EnrolmentParams {
  /** Seals with the new link key. */
  readonly connection: DeviceConnection;
  readonly timeline: Timeline;
  readonly linkKey: Uint8Array;
  readonly prescriptionKey: Uint8Array;
  /** The band waits for the button now. */
  readonly onAsked: () => void;
}

/**
 * Gives a stim band its two keys, in plain: over a cable, or in a room without strangers. Settles once the band has proved that it has
 * the new link key.
 * @throws LimberError enrol/band-busy, enrol/not-confirmed, enrol/refused, enrol/key-not-proven
 */
export async function enrolBand(params: EnrolmentParams): Promise<Hello> {
  const { connection, timeline } = params;
  const frame = await heard(connection, timeline, FRAME_WITHIN_MS, frameOf);
  if (!frame) throw refused('The band does not say what it is doing.');
  if (!AT_REST.includes(frame.state)) throw busy(frame.state);
  const counter = frame.lastCounter + 1;
  await askFor(params, frame, counter);
  params.onAsked();
  await awaitPress(params, counter);
  const hello = await freshHello(connection, timeline);
  if (hello?.enrolled !== true) throw notConfirmed();
  const proven = await provesLinkKey(connection, timeline);
  if (proven) return proven;
  throw notProven(hello.deviceId);
}

export const notProven = (deviceId: string): LimberError =>
  new LimberError(
    'enrol/key-not-proven',
    `${deviceId} has not proved that it has the link key that is kept for it. Was it enrolled elsewhere since, is it another device, or is its firmware older?`,
  );

/** Once more where nothing comes back: keys that wait already are not replaced. */
async function askFor(params: EnrolmentParams, frame: StimulationFrame, counter: number): Promise<void> {
  const { connection, timeline, linkKey, prescriptionKey } = params;
  const keyPair = new Uint8Array([...linkKey, ...prescriptionKey]);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const heardBack = heard(connection, timeline, ASKED_WITHIN_MS, (message) =>
      frameOf(message)?.asks === 'ENROLMENT' ? 'asks' : answerTo(counter, message),
    );
    await connection.send({ kind: 'ENROL', counter, boot: frame.boot, keyPair }).catch(() => {});
    const found = await heardBack;
    if (found === 'asks') return;
    if (found) throw refusal(found);
  }
  throw refused('The band does not answer.');
}

/** Until the band asks no longer, one way or the other. */
async function awaitPress({ connection, timeline }: EnrolmentParams, counter: number): Promise<void> {
  const ended = await heard(connection, timeline, PRESS_WITHIN_MS + GRACE_MS, (message) => {
    const frame = frameOf(message);
    return frame && frame.asks !== 'ENROLMENT' ? 'over' : answerTo(counter, message);
  });
  if (ended === undefined) throw notConfirmed();
  if (ended !== 'over' && ended.result === 'REFUSED') throw refusal(ended);
}

/** The salt is another one since the keys were taken. */
function freshHello(connection: DeviceConnection, timeline: Timeline): Promise<Hello | undefined> {
  const hello = heard(connection, timeline, HELLO_WITHIN_MS, (message) =>
    message.kind === 'hello' ? message.hello : undefined,
  );
  connection.send({ kind: 'SAY_HELLO' }).catch(() => {});
  return hello;
}

const frameOf = (message: DeviceMessage): StimulationFrame | undefined =>
  message.kind === 'stimulation' ? message.frame : undefined;

const answerTo = (counter: number, message: DeviceMessage): Acknowledgement | undefined =>
  message.kind === 'acknowledgement' && message.acknowledgement.counter === counter
    ? message.acknowledgement
    : undefined;

function refusal({ reason }: Acknowledgement): LimberError {
  if (reason === 'NOT_CONFIRMED') return notConfirmed();
  if (reason === 'WRONG_STATE') return busy('busy');
  return refused(`The band did not take the keys: ${reason}.`);
}

const busy = (state: string): LimberError =>
  new LimberError('enrol/band-busy', `The band is ${state}; it takes no keys meanwhile. End that first.`);

export const notConfirmed = (): LimberError =>
  new LimberError('enrol/not-confirmed', 'The button was not pressed in time: the band kept what it had.');

const refused = (message: string): LimberError => new LimberError('enrol/refused', message);
