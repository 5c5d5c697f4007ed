import {
  type Bytes,
  type Command,
  RESULT_DONE,
  RESULT_DUPLICATE,
  RESULT_REFUSED,
  ROLE_ROLE_STIM,
} from '../protocol/generated/device-wire.ts';
import type { AckResult, SessionCommand, SessionState } from '../protocol/session.ts';
import { askOf, isRunning } from '../protocol/session.ts';
import { takeCommand } from '../protocol/session-command.ts';
import { thisStimBoard } from './boards/xiao-stim.ts';
import { createHello, freshenSalt, helloMessage } from './identity.ts';
import { createCommandPackets } from './radio/command-packets.ts';
import { INFO, openGattService, STATUS } from './radio/gatt-service.ts';
import { acknowledgementMessage, answerMessage, statusMessage } from './radio/status-message.ts';
import { createRejections } from './rejections.ts';
import { resetCause } from './reset-cause.ts';
import { commandAtBand } from './stimulator/command-at-band.ts';
import { createCommandGate, isPlainStop, type OpenedCommand } from './stimulator/command-gate.ts';
import { createCommandIntake } from './stimulator/command-intake.ts';
import { createEnrolmentDesk } from './stimulator/enrolment-desk.ts';
import { createFrameTeller } from './stimulator/frame-teller.ts';
import { openFrontEnd } from './stimulator/front-end.ts';
import { createLights } from './stimulator/lights.ts';
import {
  bringBackPrescription,
  describePrescription,
  isPrescriptionNew,
  keepPrescription,
  rememberSeal,
} from './stimulator/prescription-keeping.ts';
import { createServiceDesk } from './stimulator/service-desk.ts';
import { isAccountDue, isAccountStale, isStartKept, startSession, writeAccount } from './stimulator/session-keeping.ts';
import { createSurroundings } from './stimulator/surroundings.ts';
import { createSupervisor } from './supervisor.ts';
import { createWorkQueue } from './work-queue.ts';

const BEAT_S = 0.05;
const BEATS_PER_FRAME = 5;
const FRAMES_PER_STATUS = 4;
/** Frames say more than a status does. */
const LIVE_FRAMES_PER_STATUS = 8;
const WATCHDOG_S = 1;
/** Between two frames: three times what any host sends. More is a flood, and then nothing is listened to for a while. */
const PACKETS_MAX = 10;
const DEAF_FRAMES = 6;
const DEBOUNCE_MS = 10;
/** Presses closer than this are one person's wish to stop: the second confirms nothing. */
const TWICE_S = 0.6;
/** For the last word to go out. */
const HANG_UP_MS = 200;

const board = thisStimBoard();
const frontEnd = openFrontEnd(board.openFrontEnd());
frontEnd.off();
const state: SessionState = startSession();
const supervisor = createSupervisor(state, frontEnd, () => isStartKept(state));
const surroundings = createSurroundings(board, frontEnd, state, supervisor.handle);
const hello = createHello(ROLE_ROLE_STIM, board, state.boot, new Uint8Array(8), resetCause());
const gate = createCommandGate(hello.salt);
const rejections = createRejections();
const work = createWorkQueue(BEAT_S, beat, afterBeat);
const button = board.button();
const enrolment = createEnrolmentDesk(state, gate, button, work, { onAnswer: answer, onKeys: takeKeys });
const intake = createCommandIntake(gate, work, {
  onStop: stopRunning,
  onLease: prepareLease,
  onCommand: obey,
  onRepeated: answerAgain,
  onReject: reject,
});
let seenChanges = state.changes;
let pressedS = -TWICE_S;
let beats = 0;
let frames = 0;
let isLookLate = false;
let keepWaits = false;
let helloWaits = false;
let packets = 0;
let deafFrames = 0;

if (!bringBackPrescription(state, gate)) supervisor.handle({ kind: 'FAULT', fault: 'PRESCRIPTION' });
keep();

const commandPackets = createCommandPackets(admit, intake.take);
const service = openGattService(board, {
  onConnect: greet,
  onDisconnect: enrolment.forget,
  onPacket: commandPackets.take,
});
const planFrame = createFrameTeller(state, supervisor.monitor, enrolment, service, work);
const lights = createLights(state, hello, enrolment.isWaiting);
const told = {
  button: button,
  answer: answer,
  tell: (message: Uint8Array) => service.send(STATUS, E.toString(message)),
};
const serviceDesk = createServiceDesk(state, Object.assign(hello, told), enrolment.isWaiting);
setWatch(takeEdge, button, { edge: 'both', repeat: true, debounce: DEBOUNCE_MS });
E.enableWatchdog(WATCHDOG_S, false);
supervisor.begin(getTime());
work.begin();

function greet(): void {
  // What one connection began is no other's.
  enrolment.forget();
  intake.forget();
  commandPackets.begin();
  freshenSalt(hello.salt, hello.boot);
  planHello();
  planFrame();
}

function planHello(): void {
  if (helloWaits) return;
  helloWaits = work.add(() => {
    helloWaits = false;
    hello.enrolled = gate.isEnrolled();
    describePrescription(hello, state);
    service.send(INFO, helloMessage(hello));
  });
}

function failMemory(): void {
  supervisor.handle({ kind: 'FAULT', fault: 'MEMORY' });
}

function keep(): void {
  keepWaits = false;
  if (!writeAccount(state)) failMemory();
}

function planKeep(): void {
  if (!keepWaits) keepWaits = work.add(keep);
}

/** The prescription first, then the account with its revision: a cut between the two leaves nothing in force that is not newest. */
function keepInForce(): void {
  if (!isPrescriptionNew(state)) return;
  if (!keepPrescription(state)) failMemory();
  keep();
  planHello();
  planFrame();
}

function noteChanges(): void {
  seenChanges = state.changes;
  lights.follow();
  planFrame();
  if (isAccountStale(state)) planKeep();
}

function beat(nowS: number): boolean {
  isLookLate = supervisor.beat(nowS);
  if (state.changes !== seenChanges) noteChanges();
  return ++beats >= BEATS_PER_FRAME || isLookLate;
}

function afterBeat(): void {
  if (!isLookLate) attend();
  else supervisor.look();
  if (state.changes !== seenChanges) noteChanges();
}

function attend(): void {
  work.add(surroundings.look);
  if (!state.currentUa) lights.turn();
  packets = 0;
  if (deafFrames > 0 && --deafFrames === 0) commandPackets.listen(true);
  if (enrolment.isWaiting()) lookForHand();
  const isStatusDue = ++frames >= (state.currentUa ? LIVE_FRAMES_PER_STATUS : FRAMES_PER_STATUS);
  if (isStatusDue || state.state !== 'IDLE') planFrame();
  if (isAccountDue(state, beats)) planKeep();
  beats = 0;
  if (!isStatusDue) return;
  frames = 0;
  work.add(sendStatus);
}

function lookForHand(): void {
  enrolment.look();
  if (!enrolment.isWaiting()) planFrame();
}

function sendStatus(): void {
  if (isAccountStale(state)) planKeep();
  if (isPrescriptionNew(state)) work.add(keepInForce);
  if (!state.currentUa) service.tellBattery(state.batteryPercent);
  if (service.isConnected()) service.send(STATUS, statusMessage(state.boot, state.batteryPercent, 0, 0, 0));
}

function stop(): void {
  supervisor.cut();
  supervisor.handle({ kind: 'STOP' });
}

function stopRunning(): void {
  if (isRunning(state)) stop();
}

function takeEdge(event: WatchEvent): void {
  if (event.state) press();
  else enrolment.release();
}

/** One button: it stops what runs; it answers what the band asks; otherwise it stops. */
function press(): void {
  const isTwice = getTime() - pressedS < TWICE_S;
  pressedS = getTime();
  if (isRunning(state)) stop();
  else if (enrolment.isWaiting()) enrolment.press();
  else if (askOf(state) !== 'NOTHING' && !isTwice) supervisor.handle({ kind: 'CONFIRM' });
  else stop();
  if (isPrescriptionNew(state)) work.add(keepInForce);
  planFrame();
}

/** Before reassembly and checks: whoever may be asking, denying a stop is worse than stopping. */
function admit(packet: Uint8Array): boolean {
  if (isPlainStop(packet)) stopRunning();
  if (++packets <= PACKETS_MAX || hello.updating) return true;
  hangUp();
  return false;
}

/** Ten within a minute: somebody tries keys or replays. */
function reject(): void {
  if (rejections.note()) hangUp();
}

/** Output ends with a connection that is not trusted any more: while the band is deaf it could not be stopped over the air. */
function hangUp(): void {
  stop();
  deafFrames = DEAF_FRAMES;
  commandPackets.listen(false);
  answer(0, 'REJECTED_TOO_OFTEN');
  setTimeout(() => NRF.disconnect(), HANG_UP_MS);
}

function answer(counter: number, refusal: string): void {
  work.add(() => service.send(STATUS, answerMessage(counter, refusal)));
}

function obey(opened: OpenedCommand, receivedS: number): void {
  const command = opened.command;
  if (command.kind === 'SAY_HELLO') planHello();
  else if (!isRunning(state) && attendTo(opened)) return;
  else if (command.kind === 'ENROL') enrol(command);
  else prepare(opened, receivedS);
}

/** What is no session's, and never done while one runs. */
function attendTo(opened: OpenedCommand): boolean {
  if (opened.command.kind !== 'IDENTIFY') return serviceDesk.take(opened);
  lights.identify();
  answer(opened.command.counter, '');
  return true;
}

function enrol(command: Command): void {
  if (!enrolment.ask(command)) reject();
  planFrame();
}

/** Nothing follows from a lease but that what flows may go on, and the next frame names its number: only a refusal is answered. */
function prepareLease(opened: OpenedCommand, receivedS: number): void {
  const asked = commandAtBand(opened, receivedS, state.config.leaseMaxMs);
  work.goOn(() => obeyLease(asked, opened.authentic));
}

function obeyLease(asked: SessionCommand, authentic: boolean): void {
  const rejected = state.rejected;
  takeCommand(state, asked, authentic);
  if (state.ackReason !== '') acknowledge(state.ackCounter, state.ackResult, state.ackReason, '');
  if (state.rejected !== rejected) reject();
}

function answerAgain(counter: number): boolean {
  if (state.counter !== counter) return false;
  acknowledge(counter, 'DUPLICATE', state.counterReason, '');
  return true;
}

function resultNumber(result: AckResult): number {
  if (result === 'DONE') return RESULT_DONE;
  return result === 'DUPLICATE' ? RESULT_DUPLICATE : RESULT_REFUSED;
}

function acknowledge(counter: number, result: AckResult, reason: string, proof: Bytes): void {
  work.goOn(() => service.send(STATUS, acknowledgementMessage(counter, resultNumber(result), reason, proof)));
}

function prepare(opened: OpenedCommand, receivedS: number): void {
  const asked = commandAtBand(opened, receivedS, state.config.leaseMaxMs);
  work.goOn(() => obeySession(opened, asked));
}

function obeySession(opened: OpenedCommand, asked: SessionCommand): void {
  const rejected = state.rejected;
  const counter = state.counter;
  supervisor.handle({ kind: 'COMMAND', command: asked, authentic: opened.authentic });
  rememberSeal(state, opened);
  // Its number was taken just now: no other command has it, so that no nonce makes two proofs.
  const proof = state.counter > counter ? gate.proof(hello, opened.command.challenge, state.counter) : '';
  acknowledge(state.ackCounter, state.ackResult, state.ackReason, proof);
  if (state.rejected !== rejected) reject();
  if (state.changes !== seenChanges) noteChanges();
  if (opened.command.kind === 'PRESCRIBE') planFrame();
}

function takeKeys(refusal: string): void {
  if (refusal === 'MEMORY') failMemory();
  keep();
  greet();
}
