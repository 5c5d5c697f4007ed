import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as device from '../../protocol/generated/device-wire.ts';
import {
  type Command,
  decodeHello,
  decodeStatusMessage,
  decodeStimulationFrame,
  encodeCommand,
} from '../../protocol/message.ts';
import { SEED } from '../seeded.ts';

const word = fc.integer({ min: 0, max: 0xffffffff });
const text = fc.string({ unit: 'grapheme-ascii', maxLength: 12 });
const settings = { seed: SEED };

test('hello: what the band writes the host reads', () => {
  const hello = fc.record({
    protocolVersion: word,
    role: fc.constantFrom<device.Role>('ROLE_UNKNOWN', 'ROLE_MOTION', 'ROLE_STIM'),
    deviceId: text,
    board: text,
    firmwareVersion: text,
    boot: word,
    salt: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    configurationId: word,
    payloadBytes: word,
    simulated: fc.boolean(),
    enrolled: fc.boolean(),
    prescriptionRevision: word,
    prescriptionHash: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    firmwareHash: word,
    accelerometerOnly: fc.boolean(),
    resetCause: fc.constantFrom<device.ResetCause>('RESET_UNKNOWN', 'POWER_ON', 'WATCHDOG', 'SOFTWARE', 'WOKEN'),
    calibrationTag: word,
    development: fc.boolean(),
    onTrial: fc.boolean(),
  });
  const into = new Uint8Array(200);
  fc.assert(
    fc.property(hello, (message) => {
      const length = device.encodeHello(message, into);
      expect(decodeHello(into.slice(0, length))).toEqual({ ok: true, value: message });
    }),
    settings,
  );
});

test('status and acknowledgement share a channel and are told apart', () => {
  const into = new Uint8Array(200);
  const status = {
    batteryPercent: 80,
    ticks: 1,
    boot: 2,
    oldestSequence: 3,
    nextSequence: 4,
    overruns: 0,
    uptimeMs: 6,
  };
  const proof = Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1);
  const acknowledgement = { counter: 4_000_000_000, result: 'REFUSED' as const, reason: 'no button', proof };
  const first = into.slice(0, device.encodeStatusMessageWithStatus(status, into));
  expect(decodeStatusMessage(first)).toEqual({ ok: true, value: { kind: 'status', status } });
  const second = into.slice(0, device.encodeStatusMessageWithAcknowledgement(acknowledgement, into));
  expect(decodeStatusMessage(second)).toEqual({ ok: true, value: { kind: 'acknowledgement', acknowledgement } });
});

test('a message too long for its buffer says so', () => {
  const acknowledgement = { counter: 1, result: 'DONE' as const, reason: 'x'.repeat(60), proof: new Uint8Array(0) };
  const into = new Uint8Array(20);
  expect(device.encodeAcknowledgement(acknowledgement, into)).toBeGreaterThan(into.length);
});

test('command: what the host writes the band reads, whatever fields are set', () => {
  const command = fc.record({
    kind: fc.constantFrom<Command['kind']>('CONFIGURE', 'RESEND', 'ARM', 'START', 'LEASE', 'SET', 'STOP', 'ACK_FAULT'),
    counter: word,
    boot: word,
    sequenceFrom: word,
    currentUa: word,
    fault: text,
    prescriptionHash: fc.uint8Array({ maxLength: 8 }),
  });
  fc.assert(
    fc.property(command, (message) => {
      expect(device.decodeCommand(encodeCommand(message))).toMatchObject(message);
    }),
    settings,
  );
});

test('a command cut off anywhere, or random bytes, never becomes a command with a current', () => {
  const whole = encodeCommand({ kind: 'START', counter: 9, boot: 3, currentUa: 20000 });
  for (let length = 1; length < whole.length; length++) {
    const cut = device.decodeCommand(whole.slice(0, length));
    expect(cut === null || cut.currentUa === 0).toBe(true);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
      device.decodeCommand(noise);
      expect(typeof decodeStimulationFrame(noise).ok).toBe('boolean');
      expect(typeof decodeHello(noise).ok).toBe('boolean');
      expect(typeof decodeStatusMessage(noise).ok).toBe('boolean');
    }),
    { seed: SEED, numRuns: 2000 },
  );
});
