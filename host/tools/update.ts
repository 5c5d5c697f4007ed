import { PIECE_BYTES_MAX } from '../../protocol/firmware-manifest.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { DeviceConnection } from '../connect/device-connection.ts';
import { compareVersions, type FirmwareImage, manifestOf } from './firmware-image.ts';
import { refusalOf } from './update-refusals.ts';
import { type Answer, createUpdateTalk, type HandQuestion, type UpdateTalk } from './update-talk.ts';

/** How long a band waits for its button, firmware/update/update.ts. */
export const PRESS_WITHIN_MS = 60_000;
const ANSWER_WITHIN_MS = 2_000;
/** Hashing 40 kB in turns of its own, on a slow board. */
const CHECKED_WITHIN_MS = 10_000;
const GRACE_MS = 3_000;
/** Without any progress, links that come and go included. */
const PATIENCE_MS = 60_000;
/** A new firmware that cannot begin gives way to the old one in less. */
const RESTART_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 500;
const HEALTHY_ATTEMPTS = 8;

export interface UpdateParams {
  /** Seals with the link key on a stim band. */
  readonly connection: DeviceConnection;
  readonly timeline: Timeline;
  readonly linkKey: Uint8Array;
  /** The band's latest hello. */
  readonly hello: Hello;
  readonly image: FirmwareImage;
  readonly onProgress: (receivedBytes: number, resumedFrom: number) => void;
  /** All is there: the band waits for its button now. */
  readonly onAsked: () => void;
  /** It was pressed: the band starts anew. */
  readonly onInstalling: () => void;
}

export interface UpdateOutcome {
  readonly before: Hello;
  readonly after: Hello;
  /** Bytes that an earlier attempt had brought. */
  readonly resumedFrom: number;
}

/**
 * Gives a band a newer firmware over its own service. Whatever happens on the way, the band has one firmware or the other; what has
 * arrived is not sent again. Settles once the band has started the new one, proved that it has the link key, and was told HEALTHY.
 * @throws LimberError update/wrong-band, update/not-newer, update/band-busy, update/not-confirmed, update/no-key,
 * update/key-not-proven, update/by-cable-only, update/rolled-back, update/interrupted, update/refused
 */
export async function updateBand(params: UpdateParams): Promise<UpdateOutcome> {
  const { hello: before, image } = params;
  const talk = createUpdateTalk(params);
  // An earlier command brought it, and was gone before it could say that it works.
  if (before.onTrial && isThis(before, image)) {
    await tellHealthy(params, talk);
    return { before, after: talk.hello(), resumedFrom: image.bytes.length };
  }
  refuseUnsuited(before, image);
  const { resumedFrom, boot } = await bringImage(params, talk);
  params.onInstalling();
  const after = await awaitRestart(params, talk, boot);
  if (!isThis(after, image)) throw rolledBack(after, image);
  await tellHealthy(params, talk);
  return { before, after: talk.hello(), resumedFrom };
}

const isThis = ({ firmwareHash, firmwareVersion }: Hello, { hash, version }: FirmwareImage): boolean =>
  firmwareHash === hash && firmwareVersion === version;

/** Said here too, so that nothing is sent in vain. */
function refuseUnsuited(band: Hello, image: FirmwareImage): void {
  if (band.role !== (image.role === 'motion' ? 'ROLE_MOTION' : 'ROLE_STIM')) throw refusalOf('WRONG_ROLE', band, image);
  if (compareVersions(image.version, band.firmwareVersion) <= 0) throw refusalOf('NOT_NEWER', band, image);
}

interface Brought {
  readonly resumedFrom: number;
  /** Of the start in which it was begun: the firmware that comes has another number. */
  readonly boot: number;
}

/** Until the band installs it. A band that starts anew meanwhile, or falls silent, is asked where to go on. */
async function bringImage(params: UpdateParams, talk: UpdateTalk): Promise<Brought> {
  const { timeline, image, onProgress } = params;
  let untilMs = timeline.nowMs() + PATIENCE_MS;
  let resumedFrom: number | undefined;
  let reached = 0;
  while (timeline.nowMs() < untilMs) {
    const begun = await begin(params, talk);
    if (begun === undefined) {
      await talk.freshHello(ANSWER_WITHIN_MS);
      continue;
    }
    resumedFrom ??= begun;
    const progress = (received: number): void => {
      if (received > reached) untilMs = timeline.nowMs() + PATIENCE_MS;
      reached = received;
      onProgress(received, resumedFrom ?? 0);
    };
    progress(begun);
    const { boot } = talk.hello();
    if ((await sendPieces(params, talk, begun, progress)) && (await confirm(params, talk)))
      return { resumedFrom, boot };
    await talk.freshHello(ANSWER_WITHIN_MS);
  }
  throw interrupted(talk.hello(), image);
}

/** @returns bytes that the band has already; undefined where it does not answer */
async function begin({ image }: UpdateParams, talk: UpdateTalk): Promise<number | undefined> {
  const manifest = manifestOf(image);
  let answer = await talk.askTagged('UPDATE_BEGIN', manifest, ANSWER_WITHIN_MS);
  // Or its salt was an earlier connection's.
  if (isNotAuthentic(answer) && (await talk.freshHello(ANSWER_WITHIN_MS)))
    answer = await talk.askTagged('UPDATE_BEGIN', manifest, ANSWER_WITHIN_MS);
  refuse(answer, talk, image);
  return answer?.kind === 'state' && answer.state.phase === 'RECEIVING' ? answer.state.receivedBytes : undefined;
}

const isNotAuthentic = (answer: Answer | undefined): boolean =>
  answer?.kind === 'state' && answer.state.reason === 'NOT_AUTHENTIC';

function refuse(answer: Answer | undefined, talk: UpdateTalk, image: FirmwareImage): void {
  if (answer?.kind === 'refused') throw refusalOf(answer.reason, talk.hello(), image);
  if (answer?.kind === 'state' && answer.state.phase === 'UPDATE_REFUSED')
    throw refusalOf(answer.state.reason, talk.hello(), image);
}

/** @returns false where it must be begun again */
async function sendPieces(
  { image }: UpdateParams,
  talk: UpdateTalk,
  from: number,
  onProgress: (received: number) => void,
): Promise<boolean> {
  let received = from;
  while (received < image.bytes.length) {
    const payload = image.bytes.subarray(received, received + PIECE_BYTES_MAX);
    const answer = await talk.ask({ kind: 'UPDATE_DATA', sequenceFrom: received, payload }, ANSWER_WITHIN_MS);
    refuse(answer, talk, image);
    if (answer?.kind !== 'state' || answer.state.phase !== 'RECEIVING') return false;
    received = answer.state.receivedBytes;
    onProgress(received);
  }
  return true;
}

const isNews = (answer: Answer): boolean => answer.kind !== 'state' || answer.state.phase !== 'RECEIVING';
const QUESTION: HandQuestion = {
  askedWithinMs: CHECKED_WITHIN_MS,
  decidedWithinMs: PRESS_WITHIN_MS + GRACE_MS,
  isAsked: isNews,
  isDecided: (answer) => isNews(answer) && !(answer.kind === 'state' && answer.state.phase === 'AWAITING_PRESS'),
};

/** Has the band check it, then waits for a hand. @returns false where it must be begun again */
async function confirm({ image, onAsked }: UpdateParams, talk: UpdateTalk): Promise<boolean> {
  const { asked, decided: deciding } = talk.askHand({ kind: 'UPDATE_END', counter: talk.nextCounter() }, QUESTION);
  const checked = await asked;
  refuse(checked, talk, image);
  if (checked?.kind !== 'state' || checked.state.phase !== 'AWAITING_PRESS') return false;
  onAsked();
  const decided = await deciding;
  refuse(decided, talk, image);
  // That it installs may have been lost; one that starts as it was had lost its power meanwhile.
  if (decided?.kind === 'restarted') return isThis(decided.hello, image);
  if (decided?.kind === 'state' && decided.state.phase === 'INSTALLING') return true;
  throw refusalOf('NOT_CONFIRMED', talk.hello(), image);
}

/** Of the firmware that runs now, whichever it is. */
async function awaitRestart({ timeline, image }: UpdateParams, talk: UpdateTalk, boot: number): Promise<Hello> {
  const untilMs = timeline.nowMs() + RESTART_WITHIN_MS;
  while (timeline.nowMs() < untilMs) {
    if (talk.hello().boot !== boot) return talk.hello();
    await talk.ask({ kind: 'SAY_HELLO' }, ASK_EVERY_MS, ({ kind }) => kind === 'restarted');
  }
  throw interrupted(talk.hello(), image);
}

async function tellHealthy({ image }: UpdateParams, talk: UpdateTalk): Promise<void> {
  for (let attempt = 0; attempt < HEALTHY_ATTEMPTS; attempt++) {
    const isProved = await talk.tellHealthy(ANSWER_WITHIN_MS);
    if (isProved) return;
    const isSaltFresh = (await talk.freshHello(ANSWER_WITHIN_MS)) !== undefined;
    if (isProved === false && isSaltFresh && (await talk.tellHealthy(ANSWER_WITHIN_MS)) === false)
      throw refusalOf('NOT_AUTHENTIC', talk.hello(), image);
  }
  throw interrupted(talk.hello(), image);
}

const rolledBack = ({ deviceId, firmwareVersion }: Hello, { version }: FirmwareImage): LimberError =>
  new LimberError(
    'update/rolled-back',
    `${deviceId} went back to firmware ${firmwareVersion}: ${version} did not begin, or not as it should.`,
  );

const interrupted = ({ deviceId }: Hello, { version }: FirmwareImage): LimberError =>
  new LimberError(
    'update/interrupted',
    `${deviceId} is out of reach before it runs ${version}. Bring it near and run the command again: it goes on where it was.`,
  );
