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

const service = openGattService('Limber ' + board.name, board.payloadBytes, board.connectionIntervalMs, {
  onConnect: greet,
  onDisconnect() {},
  onCommandPacket: stopEarly,
  onCommand(message) {
    work.add(() => open(message));
  },
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

function open(message: Uint8Array): void {
  const opened = gate.openCommand(message);
  if (opened) work.add(() => obey(opened));
}

function obey(opened: OpenedCommand): void {
  if (opened.command.kind === 'SAY_HELLO') {
    sayHello();
    return;
  }
  const command = opened.command as SessionCommand;
  supervisor.handle({ kind: 'COMMAND', command: command, authentic: opened.authentic });
  const answer = acknowledgementOf(state);
  work.add(() => service.send('status', acknowledgementMessage(answer)));
  noteChanges();
}
