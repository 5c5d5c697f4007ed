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
const ROLES: device.Role[] = ['ROLE_UNKNOWN', 'ROLE_MOTION', 'ROLE_STIM'];
const CAUSES: device.ResetCause[] = ['RESET_UNKNOWN', 'POWER_ON', 'WATCHDOG', 'RESET_PIN', 'SOFTWARE', 'WOKEN'];

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

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
  fc.assert(
    fc.property(hello, (message) => {
      const values = Object.entries(message).map(([name, value]) =>
        name === 'role'
          ? ROLES.indexOf(message.role)
          : name === 'resetCause'
            ? CAUSES.indexOf(message.resetCause)
            : value,
      );
      const told = bytesOf(device.fieldsText(values as (number | boolean | device.Bytes)[], device.HELLO_FIXED));
      expect(decodeHello(told)).toEqual({ ok: true, value: message });
    }),
    settings,
  );
});

test('status and acknowledgement share a channel and are told apart', () => {
  const status = {
    batteryPercent: 80,
    ticks: 1,
    boot: 2,
    oldestSequence: 3,
    nextSequence: 4,
    overruns: 0,
    uptimeMs: 6,
  };
  const proof = Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 200);
  const acknowledgement = { counter: 4_000_000_000, result: 'REFUSED' as const, reason: 'no button', proof };
  const first = device.fieldsText(Object.values(status), device.STATUS_FIXED);
  expect(decodeStatusMessage(bytesOf(device.partText(device.STATUS_MESSAGE_TAG_STATUS, first)))).toEqual({
    ok: true,
    value: { kind: 'status', status },
  });
  const second = device.fieldsText([4_000_000_000, device.RESULT_REFUSED, 'no button', proof], 0);
  expect(decodeStatusMessage(bytesOf(device.partText(device.STATUS_MESSAGE_TAG_ACKNOWLEDGEMENT, second)))).toEqual({
    ok: true,
    value: { kind: 'acknowledgement', acknowledgement },
  });
});

test('a small band reads the fields of any command by their numbers', () => {
  const command = fc.record({
    counter: word,
    sequenceFrom: word,
    configurationId: word,
    payload: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(command, (message) => {
      const text = textOf(encodeCommand({ kind: 'CALIBRATE', heardTicks: 77, ...message }));
      const fields = device.readFields(text)!;
      expect(fields[device.COMMAND_FIELD_KIND]).toBe(device.COMMAND_KIND_CALIBRATE);
      expect(fields[device.COMMAND_FIELD_COUNTER] ?? 0).toBe(message.counter);
      expect(fields[device.COMMAND_FIELD_SEQUENCE_FROM] ?? 0).toBe(message.sequenceFrom);
      expect(bytesOf((fields[device.COMMAND_FIELD_PAYLOAD] ?? '') as string)).toEqual(message.payload);
    }),
    settings,
  );
});

test('what is cut off or noise is read to its end and no further', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
      const fields = device.readFields(textOf(noise));
      expect(fields === null || Array.isArray(fields)).toBe(true);
    }),
    { seed: SEED, numRuns: 2000 },
  );
  const whole = textOf(encodeCommand({ kind: 'CALIBRATE', counter: 9, payload: Uint8Array.of(1, 2, 3) }));
  expect(device.readFields(whole.slice(0, -1))).toBeNull();
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
