import * as wire from '../protocol/generated/device-wire.ts';
import { thisBoard } from './boards/boards.ts';
import { nextBootNumber } from './boot-number.ts';
import { deviceTicksUs } from './device-clock.ts';
import { createHello, freshenSalt, type Hello, helloMessage } from './identity.ts';
import type { Imu } from './imu/imu.ts';
import { motionSettings } from './imu/motion-settings.ts';
import { CALIBRATION_FILE, CONFIGURATION_FILE, keep, kept } from './keeping.ts';
import * as lights from './motion/light-table.ts';
import { show } from './motion/lights.ts';
import { loadedModule } from './motion/modules.ts';
import { type MotionStream, streamMotion } from './motion/motion-stream.ts';
import * as paces from './motion/paces.ts';
import { forgetPose, isWorn } from './motion/wear.ts';
import { advertise, emit, hurry, INFO, LOG, openRadio, STATUS, send, tellBattery } from './radio/gatt-service.ts';
import { joinPacket } from './radio/packet-joiner.ts';
import { resetCause } from './reset-cause.ts';

const IDENTIFY_BEATS = 10;
const LOW_PERCENT = 15;
const DEBOUNCE_MS = 25;
const CALIBRATION_BYTES_MAX = 96;
const bootedS = getTime();
const board = thisBoard();
const imu = (board.openImu as () => Imu)();
board.openImu = 0;
/** Without a sensor the band says so, by configuration 0, and streams nothing. */
const hasSensor = imu.isPresent;
const usualId = board.accelerometerOnly ? 5 : 1;
const boot = nextBootNumber();
const cause = resetCause();
const salt = new Uint8Array(8);
let configurationId = hasSensor ? +kept(CONFIGURATION_FILE) || usualId : 0;
/** Made for the first command that goes to the service. */
let served: Hello | null = null;
let stream: MotionStream | null = null;
let pumpTimer = 0;
let sequence = 0;
let presses = 0;
let beats = 0;
/** Until it stops sampling, and sleeps. */
let awakeBeats = paces.LINGER_BEATS;
let identifyBeats = 0;
let battery = 0;
/** 1 and 0: a number is kept with its name, `true` beside it. */
let unheard = 0;
let isConnected = 0;
/** Blocks of the log that gave way to newer ones. */
let dropped = 0;

openRadio(board, (event) => {
  const message = joinPacket(E.toString(event.data));
  if (message) takeMessage(message);
});
NRF.on('connect', startSession);
NRF.on('disconnect', () => {
  isConnected = 0;
  stay(paces.LINGER_BEATS);
});
const beatTimer = setInterval(beat, paces.BEAT_MS);
setWatch(press, BTN1, { edge: 'rising', repeat: true, debounce: DEBOUNCE_MS });
E.enableWatchdog(paces.WATCHDOG_S, false);

/** What it says of itself is put together when it is asked: kept, it would take a tenth of the memory. */
function describe(): Hello {
  const hello = createHello(wire.ROLE_ROLE_MOTION, board, boot, salt, cause);
  hello.configurationId = configurationId;
  hello.calibrationTag = E.CRC32(kept(CALIBRATION_FILE));
  hello.enrolled = !!builtinModule('Storage').read('link.key');
  return hello;
}

/** @returns false for a configuration this band does not have. */
function configure(id: number): boolean {
  const settings = motionSettings()[id - 1];
  if (!settings || !hasSensor || !settings[2] !== !!board.accelerometerOnly) return false;
  stopStream();
  stream = streamMotion(imu, settings, board, id, sequence, record);
  pumpTimer = setInterval(imu.pump, stream.pumpMs);
  configurationId = id;
  return true;
}

/** The block in which somebody connects is partly unheard. */
function record(ring: Uint8Array, frameBytes: number, from: number, next: number): void {
  const log = unheard || !isConnected ? loadedModule<BandLog>('limber.rec') : null;
  if (log) {
    log.record(ring, frameBytes, from, next, boot);
    dropped = log.state()[2]!;
  }
  unheard = 1 - isConnected;
}

/** @param forgets what lies before `from` */
function takeLog(forgets: boolean, from: number, count: number): string {
  const log = loadedModule<BandLog>('limber.rec');
  if (!log) return 'NO_SERVICE_MODULE';
  if (forgets) log.forget(from);
  else log.read(from, count, board.payloadBytes, (packet) => emit(LOG, packet));
  tellLog(log);
  return '';
}

function tellLog(log: BandLog): void {
  const state = log.state();
  dropped = state[2]!;
  tell(wire.STATUS_MESSAGE_TAG_LOG_STATE, state, wire.LOG_STATE_FIXED);
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
  if (!stream && !configure(configurationId)) configure(usualId);
}

function startSession(): void {
  isConnected = 1;
  hurry();
  stay(paces.LINGER_BEATS);
  freshenSalt(salt, boot);
  begin();
  if (!stream) NRF.setConnectionInterval(paces.SLOW_INTERVAL_MS);
  sendHello();
  // So that a host knows without asking. The module is loaded only where there is anything.
  const log = ['log0', 'log1', 'log2', 'log3'].some((file) => !!kept(file))
    ? loadedModule<BandLog>('limber.rec')
    : null;
  if (log) tellLog(log);
}

function sendHello(): void {
  send(INFO, helloMessage(describe()));
}

function light(): number {
  if (identifyBeats) return lights.IDENTIFYING;
  if (!hasSensor) return lights.NO_SENSOR;
  if (battery < LOW_PERCENT) return lights.BATTERY_LOW;
  if (dropped) return lights.LOG_FULL;
  if (isConnected) return stream ? lights.STREAMING : lights.CONNECTED;
  return stream ? lights.RECORDING : lights.WAITING;
}

function beat(): void {
  E.kickWatchdog();
  battery = (board.batteryPercent || E.getBattery)();
  tellBattery(battery);
  if (isConnected) sendStatus();
  else if (!awakeBeats) {
    if (hasSensor && isWorn(imu)) stay(paces.LINGER_BEATS);
    return;
  } else if (!--awakeBeats) sleep();
  if (identifyBeats) identifyBeats--;
  if (++beats & 1) show(light());
  // Looks that kept step with the sensor's own clock would see its frames early or late for many seconds.
  if (stream) changeInterval(pumpTimer, stream.pumpMs * (1 - (beats & 3) / 32));
}

function sendStatus(): void {
  const oldest = stream ? stream.oldestSequence() : 0;
  const next = stream ? stream.nextSequence() : 0;
  const uptimeMs = (getTime() - bootedS) * 1000;
  tell(
    wire.STATUS_MESSAGE_TAG_STATUS,
    [battery, deviceTicksUs(), boot, oldest, next, imu.overruns, uptimeMs],
    wire.STATUS_FIXED,
  );
}

function press(): void {
  presses++;
  if (isConnected) tell(wire.STATUS_MESSAGE_TAG_PRESS, [presses, deviceTicksUs()], wire.PRESS_FIXED);
  else {
    stay(paces.RECORDING_BEATS);
    begin();
  }
}

/** What the service is told: it keeps this, and changes it. */
function serve(): Hello {
  return Object.assign(describe(), {
    button: BTN1,
    busy: () => '',
    answer: answer,
    tell: (message: Uint8Array) => send(STATUS, E.toString(message)),
  });
}

function tell(tag: number, values: readonly (number | string)[], fixed: number): void {
  send(STATUS, wire.partText(tag, wire.fieldsText(values, fixed)));
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
  return keep(CALIBRATION_FILE, blob) ? '' : 'MEMORY';
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
  const found = loadedModule<BandService>('limber.srv');
  const bytes = E.toUint8Array(
    (command[wire.COMMAND_FIELD_PAYLOAD] || command[wire.COMMAND_FIELD_KEY_PAIR] || '') as string,
  );
  if (!found) {
    answer(counter, 'NO_SERVICE_MODULE');
    return;
  }
  served = served || serve();
  found.take(kind, counter, numberAt(command, wire.COMMAND_FIELD_SEQUENCE_FROM), bytes, served);
}
