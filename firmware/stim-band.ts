import type { Command } from '../protocol/generated/device-wire.ts';
import type { SessionCommand, SessionState } from '../protocol/session.ts';
import { acknowledgementOf, isRunning } from '../protocol/session.ts';
import { thisBoard } from './boards/boards.ts';
import { createHello, freshenSalt, helloMessage } from './identity.ts';
import { openGattService } from './radio/gatt-service.ts';
import { acknowledgementMessage, bandStatus, statusMessage } from './radio/status-message.ts';
import { createCommandGate, isPlainStop, type OpenedCommand } from './stimulator/command-gate.ts';
import { openFrontEnd } from './stimulator/front-end.ts';
import { isAccountDue, startSession, writeAccount } from './stimulator/session-keeping.ts';
import { stimulationMessage } from './stimulator/stimulation-message.ts';
import { createSupervisor } from './supervisor.ts';
import { createWorkQueue } from './work-queue.ts';

const TICK_S = 0.05;
const TICKS_PER_FRAME = 5;
const TICKS_PER_STATUS = 20;
const WATCHDOG_S = 1;
const COMMANDS_MAX = 4;
const DEBOUNCE_MS = 10;

const board = thisBoard();
const port = board.openFrontEnd();
if (!port) throw new Error('no stimulator on this board');
const frontEnd = openFrontEnd(port);
frontEnd.off();
const state: SessionState = startSession();
const supervisor = createSupervisor(state, frontEnd);
const hello = createHello('ROLE_STIM', board, state.boot);
const gate = createCommandGate(hello.salt);
const work = createWorkQueue(TICK_S, tick);
let seenChanges = state.changes;
let ticks = 0;
let frameWaits = false;
let commandsWaiting = 0;

const service = openGattService('Limber ' + board.name, board.payloadBytes, board.connectionIntervalMs, {
  onConnect: greet,
  onDisconnect() {},
  onCommandPacket: stopEarly,
  onCommand: receive,
});
setWatch(press, board.button(), { edge: 'rising', repeat: true, debounce: DEBOUNCE_MS });
E.enableWatchdog(WATCHDOG_S, false);
work.begin();

function greet(): void {
  freshenSalt(hello);
  work.add(sayHello);
  planFrame();
}

function sayHello(): void {
  service.send('info', helloMessage(hello));
}

/** Written in one piece of work and sent in another. */
function planFrame(): void {
  if (frameWaits || !service.isConnected()) return;
  frameWaits = true;
  work.add(() => {
    supervisor.look();
    const message = stimulationMessage(state, supervisor.monitor);
    work.add(() => {
      frameWaits = false;
      service.send('stim', message);
    });
  });
}

function keep(): void {
  if (!writeAccount(state)) supervisor.handle({ kind: 'FAULT', fault: 'MEMORY' });
}

function noteChanges(): void {
  if (state.changes === seenChanges) return;
  seenChanges = state.changes;
  planFrame();
  work.add(keep);
}

function tick(nowS: number): void {
  supervisor.tick(nowS);
  noteChanges();
  if (++ticks % TICKS_PER_FRAME) return;
  if (state.state !== 'IDLE' || ticks === TICKS_PER_STATUS) planFrame();
  if (isAccountDue(state, TICKS_PER_FRAME)) work.add(keep);
  if (ticks < TICKS_PER_STATUS) return;
  ticks = 0;
  work.add(sendStatus);
}

function sendStatus(): void {
  const percent = board.batteryPercent();
  if (percent !== state.batteryPercent) supervisor.handle({ kind: 'BATTERY', percent: percent });
  if (service.isConnected()) service.send('status', statusMessage(bandStatus(state.boot, percent)));
}

function stop(): void {
  supervisor.cut();
  supervisor.handle({ kind: 'STOP' });
}

/** One button: it confirms what was armed; otherwise it stops. */
function press(): void {
  if (state.state === 'ARMED' && !state.confirmed) supervisor.handle({ kind: 'CONFIRM' });
  else stop();
  planFrame();
}

/** Before reassembly and checks: whoever may be asking, denying a stop is worse than stopping. */
function stopEarly(packet: Uint8Array): void {
  if (isRunning(state) && isPlainStop(packet)) stop();
}

/** More than a host has under way at a time; a flood is dropped here, and can only deny what it floods. */
function receive(message: Uint8Array): void {
  if (commandsWaiting >= COMMANDS_MAX) return;
  commandsWaiting++;
  const receivedS = getTime();
  work.add(() => {
    commandsWaiting--;
    open(message, receivedS);
  });
}

function open(message: Uint8Array, receivedS: number): void {
  const opened = gate.openCommand(message);
  if (opened) work.add(() => obey(opened, receivedS));
}

/** A lease runs from the moment it arrived, however long the band took to open it. */
function shortenLease(command: Command, receivedS: number): void {
  const waitedMs = Math.ceil((getTime() - receivedS) * 1000);
  command.ttlMs = Math.max(0, Math.min(command.ttlMs, state.config.leaseMaxMs) - waitedMs);
}

function obey(opened: OpenedCommand, receivedS: number): void {
  const command = opened.command;
  if (command.kind === 'SAY_HELLO') {
    sayHello();
    return;
  }
  if (command.kind === 'LEASE') shortenLease(command, receivedS);
  supervisor.handle({ kind: 'COMMAND', command: command as SessionCommand, authentic: opened.authentic });
  const answer = acknowledgementOf(state);
  work.add(() => service.send('status', acknowledgementMessage(answer)));
  noteChanges();
}
