import type { Command } from '../protocol/generated/device-wire.ts';
import type { SessionCommand, SessionState } from '../protocol/session.ts';
import { acknowledgementOf, askOf, isRunning } from '../protocol/session.ts';
import { thisBoard } from './boards/boards.ts';
import { createHello, freshenSalt, helloMessage } from './identity.ts';
import { openGattService } from './radio/gatt-service.ts';
import { acknowledgementMessage, answerMessage, bandStatus, statusMessage } from './radio/status-message.ts';
import { createRejections } from './rejections.ts';
import { commandAtBand } from './stimulator/command-at-band.ts';
import { createCommandGate, isPlainStop, type OpenedCommand } from './stimulator/command-gate.ts';
import { createCommandIntake } from './stimulator/command-intake.ts';
import { createEnrolmentDesk } from './stimulator/enrolment-desk.ts';
import { openFrontEnd } from './stimulator/front-end.ts';
import {
  bringBackPrescription,
  describePrescription,
  isPrescriptionNew,
  keepPrescription,
  rememberSeal,
} from './stimulator/prescription-keeping.ts';
import { isAccountDue, isAccountStale, startSession, writeAccount } from './stimulator/session-keeping.ts';
import { stimulationFrame, stimulationMessage } from './stimulator/stimulation-message.ts';
import { createSurroundings } from './stimulator/surroundings.ts';
import { createSupervisor } from './supervisor.ts';
import { createWorkQueue } from './work-queue.ts';

const TICK_S = 0.05;
const TICKS_PER_FRAME = 5;
const TICKS_PER_STATUS = 20;
const WATCHDOG_S = 1;
/** Between two frames: three times what any host sends. More is a flood, and then nothing is listened to for a while. */
const PACKETS_MAX = 10;
const DEAF_FRAMES = 6;
const DEBOUNCE_MS = 10;
/** For the last word to go out. */
const HANG_UP_MS = 200;

const board = thisBoard();
const port = board.openFrontEnd();
if (!port) throw new Error('no stimulator on this board');
const frontEnd = openFrontEnd(port);
frontEnd.off();
const state: SessionState = startSession();
const supervisor = createSupervisor(state, frontEnd);
const surroundings = createSurroundings(board, frontEnd, state, supervisor.handle);
const hello = createHello('ROLE_STIM', board, state.boot);
const gate = createCommandGate(hello.salt);
const rejections = createRejections();
const work = createWorkQueue(TICK_S, passTime, tick);
const button = board.button();
const enrolment = createEnrolmentDesk(state, gate, button, work, { onAnswer: answer, onKeys: takeKeys });
const receive = createCommandIntake(gate, work, { onStop: stopRunning, onCommand: obey, onReject: reject });
let seenChanges = state.changes;
let ticks = 0;
let frameWaits = false;
let keepWaits = false;
let helloWaits = false;
let packets = 0;
let deafFrames = 0;

bringBackPrescription(state, gate);
keep();

const service = openGattService('Limber ' + board.name, board.payloadBytes, board.connectionIntervalMs, {
  onConnect: greet,
  onDisconnect: enrolment.forget,
  onCommandPacket: admit,
  onCommand: receive,
});
setWatch(takeEdge, button, { edge: 'both', repeat: true, debounce: DEBOUNCE_MS });
E.enableWatchdog(WATCHDOG_S, false);
work.begin();

function greet(): void {
  // What one connection began is no other's.
  enrolment.forget();
  freshenSalt(hello);
  planHello();
  planFrame();
}

function planHello(): void {
  if (helloWaits) return;
  helloWaits = work.add(() => {
    helloWaits = false;
    hello.enrolled = gate.isEnrolled();
    describePrescription(hello, state);
    service.send('info', helloMessage(hello));
  });
}

/** Told in one piece of work and sent in another. The hardware was looked at in the tick before. */
function planFrame(): void {
  if (frameWaits || !service.isConnected()) return;
  frameWaits = work.add(() => {
    frameWaits = false;
    const frame = stimulationFrame(state, supervisor.monitor, enrolment.isWaiting());
    frameWaits = work.add(() => {
      frameWaits = false;
      service.send('stim', stimulationMessage(frame));
    });
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
  planFrame();
  if (isAccountStale(state)) planKeep();
}

function passTime(nowS: number): boolean {
  if (!supervisor.passTime(nowS)) return false;
  if (state.changes !== seenChanges) noteChanges();
  return true;
}

function tick(): void {
  supervisor.tick();
  if (++ticks % TICKS_PER_FRAME === 0) attend();
}

function attend(): void {
  if (state.changes !== seenChanges) noteChanges();
  work.add(surroundings.look);
  packets = 0;
  if (deafFrames > 0 && --deafFrames === 0) service.listen(true);
  if (enrolment.isWaiting()) lookForHand();
  if (state.state !== 'IDLE' || ticks === TICKS_PER_STATUS) planFrame();
  if (isAccountDue(state, TICKS_PER_FRAME)) planKeep();
  if (ticks < TICKS_PER_STATUS) return;
  ticks = 0;
  work.add(sendStatus);
}

function lookForHand(): void {
  enrolment.look();
  if (!enrolment.isWaiting()) planFrame();
}

function sendStatus(): void {
  if (isAccountStale(state)) planKeep();
  if (isPrescriptionNew(state)) work.add(keepInForce);
  if (service.isConnected()) service.send('status', statusMessage(bandStatus(state.boot, state.batteryPercent)));
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
  if (isRunning(state)) stop();
  else if (enrolment.isWaiting()) enrolment.press();
  else if (askOf(state) !== 'NOTHING') supervisor.handle({ kind: 'CONFIRM' });
  else stop();
  if (isPrescriptionNew(state)) work.add(keepInForce);
  planFrame();
}

/** Before reassembly and checks: whoever may be asking, denying a stop is worse than stopping. */
function admit(packet: Uint8Array): boolean {
  if (isPlainStop(packet)) stopRunning();
  if (++packets <= PACKETS_MAX) return true;
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
  service.listen(false);
  answer(0, 'REJECTED_TOO_OFTEN');
  setTimeout(() => NRF.disconnect(), HANG_UP_MS);
}

function answer(counter: number, refusal: string): void {
  work.add(() => service.send('status', answerMessage(counter, refusal)));
}

function obey(opened: OpenedCommand, receivedS: number): void {
  const command = opened.command;
  if (command.kind === 'SAY_HELLO') planHello();
  else if (command.kind === 'ENROL') enrol(command);
  else prepare(opened, receivedS);
}

function enrol(command: Command): void {
  if (!enrolment.ask(command)) reject();
  planFrame();
}

function prepare(opened: OpenedCommand, receivedS: number): void {
  const asked = commandAtBand(opened, receivedS, state.config.leaseMaxMs);
  work.add(() => obeySession(opened, asked));
}

function obeySession(opened: OpenedCommand, asked: SessionCommand): void {
  const rejected = state.rejected;
  supervisor.handle({ kind: 'COMMAND', command: asked, authentic: opened.authentic });
  rememberSeal(state, opened);
  const acknowledgement = acknowledgementOf(state);
  work.add(() => service.send('status', acknowledgementMessage(acknowledgement)));
  if (state.rejected !== rejected) reject();
  if (state.changes !== seenChanges) noteChanges();
  if (opened.command.kind === 'PRESCRIBE') planFrame();
}

function takeKeys(refusal: string): void {
  if (refusal === 'MEMORY') failMemory();
  keep();
  greet();
}
