import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHARACTERISTIC_UUIDS } from '../../../protocol/gatt.ts';
import { ATT, ATT_ERROR } from '../../../sim/radio/att-codes.ts';
import { type AttServer, createAttServer } from '../../../sim/radio/att-server.ts';
import { gattTableOf, uuidBytes } from '../../../sim/radio/gatt-table.ts';
import { le16, u16 } from '../../../sim/radio/h4.ts';
import { SEED } from '../../seeded.ts';
import { plainBand } from './plain-band.ts';

const PAYLOAD_BYTES = 50;

function bench(value = Uint8Array.of(1, 2, 3)) {
  const band = plainBand({ payloadBytes: PAYLOAD_BYTES, value });
  const table = gattTableOf(band);
  const server = createAttServer(table, band.payloadBytes);
  const handleOf = (uuid: string): number => {
    const bytes = uuidBytes(uuid).join();
    return table.attributes.find(({ type }) => type.join() === bytes)!.handle;
  };
  return {
    band,
    table,
    server,
    command: handleOf(CHARACTERISTIC_UUIDS.command),
    info: handleOf(CHARACTERISTIC_UUIDS.info),
  };
}

const ask = (server: AttServer, ...bytes: number[]): number[] => [...(server.answer(Uint8Array.from(bytes)) ?? [])];
const exchangeMtu = (server: AttServer, mtu = 256): number[] => ask(server, ATT.exchangeMtu, ...le16(mtu));
const errorOf = (answer: readonly number[]): number | undefined => (answer[0] === ATT.error ? answer[4] : undefined);

test('the smaller of both sizes is used, and never less than 23', () => {
  const { server } = bench(new Uint8Array(200));
  expect(exchangeMtu(server)).toEqual([ATT.exchangeMtu + 1, ...le16(PAYLOAD_BYTES + 3)]);
  server.encrypt();
  expect(ask(server, ATT.read, ...le16(bench().info))).toHaveLength(PAYLOAD_BYTES + 3);
  exchangeMtu(server, 5);
  expect(ask(server, ATT.read, ...le16(bench().info))).toHaveLength(23);
});

test('services are found one group after the other, to the end', () => {
  const { server, table } = bench();
  const found: number[] = [];
  for (let from = 1; from <= 0xffff; ) {
    const answer = ask(server, ATT.readByGroup, ...le16(from), 255, 255, 0x00, 0x28);
    expect(answer[0]).toBe(ATT.readByGroup + 1);
    for (let at = 2; at < answer.length; at += answer[1]!) {
      found.push(u16(Uint8Array.from(answer), at));
      from = u16(Uint8Array.from(answer), at + 2) + 1;
    }
  }
  const declared = table.attributes.filter(({ type }) => type.join() === uuidBytes(0x2800).join());
  expect(found).toEqual(declared.map(({ handle }) => handle));
  expect(errorOf(ask(server, ATT.readByGroup, ...le16(found.at(-1)! + 1), 255, 255, 0x00, 0x28))).toBe(
    ATT_ERROR.notFound,
  );
});

test('find information lists every attribute once', () => {
  const { server, table } = bench();
  const found: number[] = [];
  for (let from = 1; from <= table.attributes.length; from = found.at(-1)! + 1) {
    const answer = Uint8Array.from(ask(server, ATT.findInformation, ...le16(from), 255, 255));
    const entryBytes = answer[1] === 1 ? 4 : 18;
    for (let at = 2; at < answer.length; at += entryBytes) found.push(u16(answer, at));
  }
  expect(found).toEqual(table.attributes.map(({ handle }) => handle));
});

test('a service is found by its number', () => {
  const { server } = bench();
  const answer = ask(server, ATT.findByTypeValue, 1, 0, 255, 255, 0x00, 0x28, 0x0f, 0x18);
  expect(answer[0]).toBe(ATT.findByTypeValue + 1);
  expect(answer).toHaveLength(5);
});

test('without an encrypted link nothing of ours is read or written, and a write command is dropped without a word', () => {
  const { server, band, command, info } = bench();
  expect(errorOf(ask(server, ATT.read, ...le16(info)))).toBe(ATT_ERROR.notEncrypted);
  expect(errorOf(ask(server, ATT.write, ...le16(command), 7))).toBe(ATT_ERROR.notEncrypted);
  expect(ask(server, ATT.writeCommand, ...le16(command), 7)).toEqual([]);
  expect(band.written).toEqual([]);
  server.encrypt();
  expect(ask(server, ATT.read, ...le16(info))).toEqual([ATT.read + 1, 1, 2, 3]);
  expect(ask(server, ATT.write, ...le16(command), 7)).toEqual([ATT.write + 1]);
  expect(ask(server, ATT.writeCommand, ...le16(command), 8)).toEqual([]);
  expect(band.written.map(({ bytes }) => [...bytes])).toEqual([[7], [8]]);
});

test('notifications flow only while the switch is on', () => {
  const { server, table } = bench();
  exchangeMtu(server);
  const handle = table.valueHandles.get('motion')!;
  const packet = Uint8Array.from({ length: 60 }, (_, i) => i);
  expect(server.notification('motion', packet)).toBeUndefined();
  expect(ask(server, ATT.write, ...le16(handle + 1), 1, 0)).toEqual([ATT.write + 1]);
  expect([...server.notification('motion', packet)!]).toEqual([
    ATT.notification,
    ...le16(handle),
    ...packet.subarray(0, PAYLOAD_BYTES),
  ]);
  expect(server.notification('stim', packet)).toBeUndefined();
  expect(ask(server, ATT.read, ...le16(handle + 1))).toEqual([ATT.read + 1, 1, 0]);
  ask(server, ATT.write, ...le16(handle + 1), 0, 0);
  expect(server.notification('motion', packet)).toBeUndefined();
});

test('a long write is prepared in parts and done at once, or not at all', () => {
  const { server, band, command } = bench();
  server.encrypt();
  const part = (offset: number, ...bytes: number[]): number[] =>
    ask(server, ATT.prepareWrite, ...le16(command), ...le16(offset), ...bytes);
  expect(part(0, 1, 2)).toEqual([ATT.prepareWrite + 1, ...le16(command), 0, 0, 1, 2]);
  part(2, 3);
  expect(ask(server, ATT.executeWrite, 1)).toEqual([ATT.executeWrite + 1]);
  expect(band.written.map(({ bytes }) => [...bytes])).toEqual([[1, 2, 3]]);
  part(0, 1);
  part(5, 2);
  expect(errorOf(ask(server, ATT.executeWrite, 1))).toBe(ATT_ERROR.invalidOffset);
  part(0, 9);
  ask(server, ATT.executeWrite, 0);
  ask(server, ATT.executeWrite, 1);
  expect(band.written).toHaveLength(1);
  for (let i = 0; i < 8; i++) part(0, i);
  expect(errorOf(part(0, 8))).toBe(ATT_ERROR.queueFull);
});

test('what is wrong is refused for its reason', () => {
  const { server, command, table } = bench();
  server.encrypt();
  const motion = table.valueHandles.get('motion')!;
  expect(errorOf(ask(server, ATT.read, ...le16(999)))).toBe(ATT_ERROR.invalidHandle);
  expect(errorOf(ask(server, ATT.read, ...le16(motion)))).toBe(ATT_ERROR.readNotPermitted);
  expect(errorOf(ask(server, ATT.write, ...le16(motion), 1))).toBe(ATT_ERROR.writeNotPermitted);
  expect(errorOf(ask(server, ATT.write, ...le16(command), ...new Array<number>(51).fill(0)))).toBe(ATT_ERROR.tooLong);
  expect(errorOf(ask(server, ATT.read))).toBe(ATT_ERROR.invalidPdu);
  expect(errorOf(ask(server, 0x20, 0, 0))).toBe(ATT_ERROR.notSupported);
});

test('any request is taken without a throw, and no answer is longer than the link has room for', () => {
  const opcodes = fc.oneof(fc.constantFrom(...Object.values(ATT)), fc.nat(255));
  const requests = fc.array(fc.tuple(opcodes, fc.uint8Array({ maxLength: 70 })), { maxLength: 12 });
  fc.assert(
    fc.property(requests, fc.boolean(), (all, isEncrypted) => {
      const { server } = bench(new Uint8Array(300));
      exchangeMtu(server);
      if (isEncrypted) server.encrypt();
      for (const [opcode, rest] of all) {
        const request = Uint8Array.of(opcode, ...rest);
        expect(server.answer(request)?.length ?? 0).toBeLessThanOrEqual(Math.max(PAYLOAD_BYTES + 3, request.length));
      }
    }),
    { seed: SEED, numRuns: 2000 },
  );
});
