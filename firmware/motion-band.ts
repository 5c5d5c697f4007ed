import { decodeCommand } from '../protocol/generated/device-wire.ts';
import { readEnvelope } from '../protocol/seal.ts';
import { thisBoard } from './boards/boards.ts';
import { nextBootNumber } from './boot-number.ts';
import { createHello, freshenSalt, helloMessage } from './identity.ts';
import { lsm6ds3 } from './imu/lsm6ds3.ts';
import { motionSettings } from './imu/motion-settings.ts';
import { type MotionStream, streamMotion } from './motion/motion-stream.ts';
import { openGattService } from './radio/gatt-service.ts';
import { answerMessage, bandStatus, statusMessage } from './radio/status-message.ts';

/** How long sampling goes on after a lost connection, so that a short break loses only what the ring cannot hold. */
const LINGER_MS = 60000;
const STATUS_PERIOD_MS = 1000;

const board = thisBoard();
const bus = board.openImu();
if (!bus) throw new Error('no IMU on this board');
const imu = lsm6ds3(bus);
const boot = nextBootNumber();
const hello = createHello('ROLE_MOTION', board, boot);
/** Without a sensor the band says so, by configuration 0, and streams nothing. */
const hasSensor = imu.isPresent();
if (hasSensor) hello.configurationId = 1;
let stream: MotionStream | null = null;
let pumpTimer = 0;
let lingerTimer = 0;
let sequence = 0;

const service = openGattService('Limber ' + board.name, board.payloadBytes, board.connectionIntervalMs, {
  onConnect: startSession,
  onDisconnect: lingerOn,
  onCommandPacket: () => true,
  onCommand: obey,
});
setInterval(sendStatus, STATUS_PERIOD_MS);

/** @returns false for a configuration this band does not have. */
function configure(configurationId: number): boolean {
  const settings = motionSettings(configurationId);
  if (!settings || !hasSensor) return false;
  stopStream();
  stream = streamMotion(imu, settings, board.payloadBytes, board.ringFrames, sequence, service.outlet('motion'));
  pumpTimer = setInterval(imu.pump, stream.pumpMs);
  hello.configurationId = configurationId;
  return true;
}

function stopStream(): void {
  if (!stream) return;
  clearInterval(pumpTimer);
  imu.stop();
  sequence = stream.nextSequence();
  stream = null;
}

function startSession(): void {
  if (lingerTimer) clearTimeout(lingerTimer);
  lingerTimer = 0;
  freshenSalt(hello);
  service.send('info', helloMessage(hello));
  if (!stream) configure(hello.configurationId);
}

function lingerOn(): void {
  if (lingerTimer) clearTimeout(lingerTimer);
  lingerTimer = setTimeout(() => {
    lingerTimer = 0;
    stopStream();
  }, LINGER_MS);
}

function sendStatus(): void {
  if (!service.isConnected()) return;
  const status = bandStatus(boot, board.batteryPercent());
  if (stream) {
    status.oldestSequence = stream.oldestSequence();
    status.nextSequence = stream.nextSequence();
  }
  status.overruns = imu.overruns();
  service.send('status', statusMessage(status));
}

/** Nothing a motion band does can harm, so its commands need no seal. */
function obey(message: Uint8Array): void {
  const envelope = readEnvelope(message);
  const command = envelope && !envelope.sealed ? decodeCommand(envelope.body) : null;
  if (!command) return;
  let refusal = '';
  if (command.kind === 'RESEND') stream?.askForResend(command.sequenceFrom, command.count);
  else if (command.kind === 'SAY_HELLO') service.send('info', helloMessage(hello));
  else if (command.kind === 'CONFIGURE') refusal = configure(command.configurationId) ? '' : 'NO_SUCH_CONFIGURATION';
  else refusal = 'NOT_A_MOTION_COMMAND';
  service.send('status', answerMessage(command.counter, refusal));
}
