import { encodeCalibration } from '../../protocol/calibration.ts';
import { limber } from '../../protocol/generated/wearable.js';
import { LOG_HEAD_BYTES } from '../../protocol/log-code.ts';
import { PACKED_IN_WORDS } from '../../protocol/log-digits.ts';
import { encodeCommand, encodeSealedPrescription } from '../../protocol/message.ts';
import { plainEnvelope, proofStatement, sealedEnvelope } from '../../protocol/seal.ts';
import { seededRandom } from '../../sim/random.ts';
import { compressed } from '../firmware/compressed-samples.ts';

/** One of each thing that a band or a host says, whole and in order: what fuzzing bends. */
const wire = limber.v1;
const ofBytes = (length: number, from = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 37 + from) & 255);

export const MOTION_FRAMES = [12, 36, 228].map((length) =>
  wire.MotionFrame.encode({ samples: ofBytes(length), sequence: 77, ticks: 1_234_567, configurationId: 1 }).finish(),
);

export const HELLOS = [
  wire.Hello.encode({
    protocolVersion: 1,
    role: 1,
    deviceId: 'band-1',
    board: 'puck',
    firmwareVersion: '0.1.0',
    boot: 3,
    salt: ofBytes(8),
    configurationId: 1,
    payloadBytes: 50,
    simulated: true,
  }).finish(),
  wire.Hello.encode({
    protocolVersion: 1,
    role: 2,
    deviceId: 'stim-1',
    board: 'xiao',
    firmwareVersion: '0.1.0',
    boot: 300,
    salt: ofBytes(8, 9),
    enrolled: true,
    prescriptionRevision: 4,
    prescriptionHash: ofBytes(8),
    firmwareHash: 0xdeadbeef,
    resetCause: 2,
    calibrationTag: 7,
    onTrial: true,
  }).finish(),
];

export const STIMULATION_FRAMES = [
  wire.StimulationFrame.encode({
    sequence: 1,
    ticks: 2,
    boot: 3,
    state: 3,
    currentUa: 20_000,
    remainingMs: 60_000,
    pulses: 7,
    chargeNc: 8,
    lastCounter: 9,
    contactOk: true,
    batteryPercent: 80,
    impedanceOhm: 1_200,
    session: 4,
    asks: 1,
    prescriptionTag: 5,
  }).finish(),
  wire.StimulationFrame.encode({ sequence: 2, state: 7, fault: 'F3', stopReason: 'R2' }).finish(),
];

export const STATUS_MESSAGES = [
  { status: { batteryPercent: 90, ticks: 1, boot: 2, oldestSequence: 3, nextSequence: 4, overruns: 5, uptimeMs: 6 } },
  { acknowledgement: { counter: 300, result: 2, reason: 'R7', proof: ofBytes(8) } },
  { logState: { oldest: 1, next: 9, dropped: 2, failed: 3 } },
  { press: { presses: 4, ticks: 5 } },
  { calibration: { data: ofBytes(88) } },
  { updateState: { receivedBytes: 4_096, phase: 1, reason: 'x' } },
].map((content) => wire.StatusMessage.encode(content).finish());

/** Blocks as the band's own code writes them: at rest, moving, wild. */
export const LOGGED = [1, 200, 30_000].map((spread, boot) => {
  const random = seededRandom(spread);
  const [samplesPerFrame, frames] = [3, 8];
  const samples = Int16Array.from({ length: 6 * samplesPerFrame * frames }, () => random.uniform(-spread, spread));
  const data = compressed(samples);
  const block = new Uint8Array(LOG_HEAD_BYTES + data.length);
  const view = new DataView(block.buffer);
  view.setUint32(0, 1_000, true);
  view.setUint32(4, 5_000_000, true);
  view.setUint32(8, 5_200_000, true);
  view.setUint16(12, boot, true);
  block.set([1 + PACKED_IN_WORDS, samplesPerFrame, frames], 14);
  block.set(data, LOG_HEAD_BYTES);
  return block;
});

export const LOG_BLOCKS = LOGGED.map((block, number) => wire.LogBlock.encode({ number, block }).finish());

export const CALIBRATIONS = [
  encodeCalibration({ madeAtS: 1_790_000_000, gyro: { biasRadS: [0.01, -0.02, 0.03], sigmaRadS: 1e-4 } }),
  encodeCalibration({
    madeAtS: 1_790_000_000,
    gyro: { biasRadS: [0.01, -0.02, 0.03], sigmaRadS: 1e-4 },
    accelerometer: { poses: 6, offsetMs2: [0.1, 0.2, -0.1], matrix: [1, 0, 0, 1, 0, 1.01], tiltSigmaRad: 1e-3 },
    axis: { axis: [1, 0, 0], upright: [0, 0, 1], qualityPercent: 90 },
  }),
];

export const COMMANDS = [
  encodeCommand({ kind: 'STOP' }),
  encodeCommand({ kind: 'SAY_HELLO', counter: 3 }),
  encodeCommand({ kind: 'RESEND', counter: 3, sequenceFrom: 1_000, count: 30 }),
  encodeCommand({ kind: 'LEASE', counter: 900, boot: 5, ttlMs: 2_000, host: 0x12345678, heardTicks: 0x9abcdef0 }),
  encodeCommand({
    kind: 'ARM',
    counter: 4,
    boot: 5,
    phaseUs: 200,
    rateMillihertz: 80_000,
    ceilingUa: 20_000,
    sessionMs: 60_000,
    padAreaMm2: 2_500,
    prescriptionHash: ofBytes(8),
    dayMs: 120_000,
    nowS: 1_790_000_000,
    expiresAtS: 1_800_000_000,
    pattern: ofBytes(12),
  }),
  encodeCommand({ kind: 'PRESCRIBE', counter: 9, sealed: ofBytes(120) }),
  encodeCommand({
    kind: 'ACK_FAULT',
    counter: 9,
    fault: 'OVER_CURRENT',
    challenge: ofBytes(8),
    payload: ofBytes(40),
    keyPair: ofBytes(32),
  }),
];

export const PRESCRIPTIONS = [
  encodeSealedPrescription({
    revision: 2,
    prescriptionHash: ofBytes(8),
    issuedAtS: 1_790_000_000,
    expiresAtS: 1_800_000_000,
    deviceId: 'stim-1',
    site: 'knee-left',
    padAreaMm2: 2_500,
    ceilingUa: 20_000,
    rateMillihertz: 80_000,
    phaseUs: 200,
    pattern: ofBytes(12),
    sessionMs: 60_000,
    dayMs: 120_000,
    sessionsPerDay: 2,
    totalMs: 600_000,
  }),
];

export const ENVELOPES = [
  ...COMMANDS.map(plainEnvelope),
  ...COMMANDS.map((command, i) => sealedEnvelope(i + 1, command, ofBytes(8))),
];

export const PROOF_STATEMENTS = [proofStatement({ deviceId: 'stim-1', simulated: true, firmwareHash: 7 }, ofBytes(8))];

/** By the channel on which each comes from a band. */
export const BAND_SAYS = { info: HELLOS, stim: STIMULATION_FRAMES, status: STATUS_MESSAGES, log: LOG_BLOCKS } as const;
