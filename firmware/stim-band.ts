import type { Command } from '../protocol/generated/device-wire.ts';
import type { SessionCommand, SessionState } from '../protocol/session.ts';
import { acknowledgementOf, isRunning } from '../protocol/session.ts';
import { thisBoard } from './boards/boards.ts';
import { createHello, freshenSalt, helloMessage } from './identity.ts';
import { openGattService } from './radio/gatt-service.ts';
import { acknowledgementMessage, bandStatus, statusMessage } from './radio/status-message.ts';
import { createCommandGate, isPlainStop } from './stimulator/command-gate.ts';
import { openFrontEnd } from './stimulator/front-end.ts';
import { keepSession, startSession } from './stimulator/session-keeping.ts';
import { stimulationMessage } from './stimulator/stimulation-message.ts';
import { createSupervisor } from './supervisor.ts';

const TICK_MS = 50;
const FRAME_PERIOD_MS = 250;
const STATUS_PERIOD_MS = 1000;
const WATCHDOG_S = 1;
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
let sentChanges = -1;

const service = openGattService('Limber ' + board.name, board.payloadBytes, board.connectionIntervalMs, {
  onConnect: greet,
  onDisconnect() {},
  onCommandPacket: stopEarly,
  onCommand: obey,
});
setWatch(press, board.button(), { edge: 'rising', repeat: true, debounce: DEBOUNCE_MS });
setInterval(tick, TICK_MS);
setInterval(sendFrame, FRAME_PERIOD_MS);
setInterval(sendStatus, STATUS_PERIOD_MS);
E.enableWatchdog(WATCHDOG_S, false);

function greet(): void {
  freshenSalt(hello);
  service.send('info', helloMessage(hello));
  sendFrame();
}

/** Telemetry is written in a callback of its own: a STOP never waits for more than one of them. */
function reportChanges(): void {
  if (state.changes === sentChanges) return;
  sentChanges = state.changes;
  setTimeout(sendFrame, 1);
}

function tick(): void {
  supervisor.tick();
  if (!keepSession(state)) supervisor.handle({ kind: 'FAULT', fault: 'MEMORY' });
  reportChanges();
}

function sendFrame(): void {
  if (service.isConnected()) service.send('stim', stimulationMessage(state, supervisor.report));
}

function sendStatus(): void {
  const percent = board.batteryPercent();
  supervisor.handle({ kind: 'BATTERY', percent: percent });
  if (service.isConnected()) service.send('status', statusMessage(bandStatus(state.boot, percent)));
}

/** One button: it confirms what was armed; otherwise it stops. */
function press(): void {
  if (state.state === 'ARMED' && !state.confirmed) supervisor.handle({ kind: 'CONFIRM' });
  else {
    supervisor.cut();
    supervisor.handle({ kind: 'STOP' });
  }
  setTimeout(sendFrame, 1);
}

function stopEarly(packet: Uint8Array): void {
  if (isPlainStop(packet) && isRunning(state)) supervisor.cut();
}

function obey(message: Uint8Array): void {
  const opened = gate.openCommand(message);
  if (!opened) return;
  const command: Command = opened.command;
  if (command.kind === 'SAY_HELLO') {
    service.send('info', helloMessage(hello));
    return;
  }
  supervisor.handle({ kind: 'COMMAND', command: command as SessionCommand, authentic: opened.authentic });
  service.send('status', acknowledgementMessage(acknowledgementOf(state)));
  reportChanges();
}
