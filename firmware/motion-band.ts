import * as wire from '../protocol/generated/device-wire.ts';
import { thisBoard } from './boards/boards.ts';
import { nextBootNumber } from './boot-number.ts';
import { deviceTicksUs } from './device-clock.ts';
import { createHello, freshenSalt, helloMessage } from './identity.ts';
import { MOTION_SETTINGS } from './imu/motion-settings.ts';
import { CALIBRATION_FILE, CONFIGURATION_FILE, keep, kept } from './keeping.ts';
import * as lights from './motion/light-table.ts';
import { show } from './motion/lights.ts';
import { bandLog, bandService } from './motion/modules.ts';
import { type MotionStream, streamMotion } from './motion/motion-stream.ts';
import * as paces from './motion/paces.ts';
import { forgetPose, isWorn } from './motion/wear.ts';
import { advertise, INFO, LOG, MOTION, openGattService, STATUS } from './radio/gatt-service.ts';
import { createPacketJoiner } from './radio/packet-joiner.ts';

const IDENTIFY_BEATS = 10;
const LOW_PERCENT = 15;
const DEBOUNCE_MS = 25;
const CALIBRATION_BYTES_MAX = 96;
const bootedS = getTime();
const board = thisBoard();
const imu = board.openImu();
/** Without a sensor the band says so, by configuration 0, and streams nothing. */
const hasSensor = imu.isPresent();
const usualId = board.accelerometerOnly ? 5 : 1;
const hello = createHello(wire.ROLE_ROLE_MOTION, board, nextBootNumber());
let stream: MotionStream | null = null;
let pumpTimer = 0;
let sequence = 0;
let presses = 0;
let beats = 0;
/** Until it stops sampling, and sleeps. */
let awakeBeats = paces.LINGER_BEATS;
let identifyBeats = 0;
let battery = 0;
let unheard = false;
/** Blocks of the log that gave way to newer ones. */
let dropped = 0;

const service = openGattService(board, {
  onConnect: startSession,
  onDisconnect: () => stay(paces.LINGER_BEATS),
  onPacket: (packet) => takePacket(E.toString(packet)),
});
const takePacket = createPacketJoiner(takeMessage);
const beatTimer = setInterval(beat, paces.BEAT_MS);
hello.configurationId = hasSensor ? +kept(CONFIGURATION_FILE) || usualId : 0;
hello.calibrationTag = E.CRC32(kept(CALIBRATION_FILE));
hello.enrolled = !!kept('link.key');
Object.assign(hello, { button: BTN1, busy: () => '', answer: answer, tell: sendStatusMessage });
setWatch(press, BTN1, { edge: 'rising', repeat: true, debounce: DEBOUNCE_MS });
E.enableWatchdog(paces.WATCHDOG_S, false);

/** @returns false for a configuration this band does not have. */
function configure(id: number): boolean {
  const settings = MOTION_SETTINGS[id - 1];
  if (!settings || !hasSensor || !settings[2] !== !!board.accelerometerOnly) return false;
  stopStream();
  stream = streamMotion(imu, settings, board, id, sequence, service.outlet(MOTION), record);
  pumpTimer = setInterval(imu.pump, stream.pumpMs);
  hello.configurationId = id;
  return true;
}

/** @returns a LogState */
function noteLog(log: BandLog): number[] {
  const state = log.state();
  dropped = state[2]!;
  return state;
}

/** The block in which somebody connects is partly unheard. */
function record(packets: readonly Uint8Array[], from: number, next: number): void {
  const heard = service.isConnected();
  const log = unheard || !heard ? bandLog() : null;
  if (log) {
    log.record(packets, from, next, hello.boot);
    noteLog(log);
  }
  unheard = !heard;
}

/** @param forgets what lies before `from` */
function takeLog(forgets: boolean, from: number, count: number): string {
  const log = bandLog();
  if (!log) return 'NO_SERVICE_MODULE';
  if (forgets) log.forget(from);
  else log.read(from, count, board.payloadBytes, service.outlet(LOG).emit);
  tell(wire.STATUS_MESSAGE_TAG_LOG_STATE, noteLog(log), wire.LOG_STATE_FIXED);
  return '';
}

function stopStream(): void {
  if (!stream) return;
  clearInterval(pumpTimer);
  sequence = stream.nextSequence();
  stream = null;
}

function setPace(beatMs: number, advertisingMs: number): void {
  changeInterval(beatTimer, beatMs);
  advertise(board, advertisingMs);
}

/** Awake for so long, unless somebody connects. */
function stay(forBeats: number): void {
  if (!awakeBeats) setPace(paces.BEAT_MS, paces.ADVERTISING_MS);
  awakeBeats = forBeats;
}

function sleep(): void {
  stopStream();
  if (hasSensor) imu.doze();
  forgetPose();
  setPace(paces.SLEEPING_BEAT_MS, paces.SLEEPING_ADVERTISING_MS);
}

function begin(): void {
  // What was kept may be another board's, or damaged.
  if (!stream && !configure(hello.configurationId!)) configure(usualId);
}

function startSession(): void {
  stay(paces.LINGER_BEATS);
  freshenSalt(hello);
  begin();
  if (!stream) NRF.setConnectionInterval(paces.SLOW_INTERVAL_MS);
  sendHello();
}

function sendHello(): void {
  service.send(INFO, helloMessage(hello));
}

function light(): number {
  if (identifyBeats) return lights.IDENTIFYING;
  if (!hasSensor) return lights.NO_SENSOR;
  if (battery < LOW_PERCENT) return lights.BATTERY_LOW;
  if (dropped) return lights.LOG_FULL;
  if (service.isConnected()) return stream ? lights.STREAMING : lights.CONNECTED;
  return stream ? lights.RECORDING : lights.WAITING;
}

function beat(): void {
  E.kickWatchdog();
  battery = (board.batteryPercent || E.getBattery)();
  service.tellBattery(battery);
  if (service.isConnected()) sendStatus();
  else if (!awakeBeats) {
    if (hasSensor && isWorn(imu)) stay(paces.LINGER_BEATS);
    return;
  } else if (!--awakeBeats) sleep();
  if (identifyBeats) identifyBeats--;
  if (++beats & 1) show(light());
}

function sendStatus(): void {
  const oldest = stream ? stream.oldestSequence() : 0;
  const next = stream ? stream.nextSequence() : 0;
  const uptimeMs = (getTime() - bootedS) * 1000;
  tell(
    wire.STATUS_MESSAGE_TAG_STATUS,
    [battery, deviceTicksUs(), hello.boot, oldest, next, imu.overruns(), uptimeMs],
    wire.STATUS_FIXED,
  );
}

function press(): void {
  presses++;
  if (service.isConnected()) tell(wire.STATUS_MESSAGE_TAG_PRESS, [presses, deviceTicksUs()], wire.PRESS_FIXED);
  else {
    stay(paces.RECORDING_BEATS);
    begin();
  }
}

function sendStatusMessage(message: Uint8Array): void {
  service.send(STATUS, E.toString(message));
}

function tell(tag: number, values: readonly (number | string)[], fixed: number): void {
  service.send(STATUS, wire.partText(tag, wire.fieldsText(values, fixed)));
}

function answer(counter: number, refusal: string): void {
  tell(
    wire.STATUS_MESSAGE_TAG_ACKNOWLEDGEMENT,
    [counter, refusal ? wire.RESULT_REFUSED : wire.RESULT_DONE, refusal],
    wire.ACKNOWLEDGEMENT_FIXED,
  );
}

/** @returns why it was not kept */
function calibrate(blob: string): string {
  if (blob.length > CALIBRATION_BYTES_MAX) return 'MALFORMED';
  if (!keep(CALIBRATION_FILE, blob)) return 'MEMORY';
  hello.calibrationTag = E.CRC32(blob);
  return '';
}

function take(kind: number, command: (number | string | undefined)[]): string {
  const from = numberAt(command, wire.COMMAND_FIELD_SEQUENCE_FROM);
  const count = numberAt(command, wire.COMMAND_FIELD_COUNT);
  if (kind === wire.COMMAND_KIND_CONFIGURE) {
    const id = numberAt(command, wire.COMMAND_FIELD_CONFIGURATION_ID);
    if (!configure(id)) return 'NO_SUCH_CONFIGURATION';
    return keep(CONFIGURATION_FILE, '' + id) ? '' : 'MEMORY';
  }
  if (kind === wire.COMMAND_KIND_CALIBRATE) return calibrate((command[wire.COMMAND_FIELD_PAYLOAD] || '') as string);
  if (kind === wire.COMMAND_KIND_RESEND) {
    if (stream) stream.askForResend(from, count);
  } else if (kind === wire.COMMAND_KIND_SAY_HELLO) sendHello();
  else if (kind === wire.COMMAND_KIND_TELL_CALIBRATION)
    tell(wire.STATUS_MESSAGE_TAG_CALIBRATION, [kept(CALIBRATION_FILE)], wire.CALIBRATION_FIXED);
  else if (kind === wire.COMMAND_KIND_READ_LOG || kind === wire.COMMAND_KIND_FORGET_LOG)
    return takeLog(kind === wire.COMMAND_KIND_FORGET_LOG, from, count);
  else if (kind === wire.COMMAND_KIND_IDENTIFY) {
    identifyBeats = IDENTIFY_BEATS;
    show(lights.IDENTIFYING);
  } else return 'NOT_A_MOTION_COMMAND';
  return '';
}

function numberAt(command: (number | string | undefined)[], field: number): number {
  return (command[field] || 0) as number;
}

/** Nothing a motion band does by itself can harm, so its own commands need no seal; the service checks what it is given. */
function takeMessage(message: string): void {
  const command = message.charCodeAt(0) ? null : wire.readFields(message.substr(1));
  if (!command) return;
  const kind = numberAt(command, wire.COMMAND_FIELD_KIND);
  const counter = numberAt(command, wire.COMMAND_FIELD_COUNTER);
  if (kind < wire.COMMAND_KIND_ENROL) {
    answer(counter, take(kind, command));
    return;
  }
  const found = bandService();
  const bytes = E.toUint8Array(
    (command[wire.COMMAND_FIELD_PAYLOAD] || command[wire.COMMAND_FIELD_KEY_PAIR] || '') as string,
  );
  if (found) found.take(kind, counter, numberAt(command, wire.COMMAND_FIELD_SEQUENCE_FROM), bytes, hello);
  else answer(counter, 'NO_SERVICE_MODULE');
}
