import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSealer } from '../../host/connect/command-seal.ts';
import { type CommandToSend, type Outgoing, openOutgoing } from '../../host/connect/outgoing.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { beginReassembly, cutMessage, takePacket } from '../../protocol/fragment.ts';
import type { Link } from '../../protocol/link.ts';
import { encodeCommand } from '../../protocol/message.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { SEED } from '../seeded.ts';
import { pass } from '../virtual-time.ts';

const KEY = new Uint8Array(16).fill(1);
const SALT = new Uint8Array(8).fill(2);
const LEASE_MS = 2000;

/** A link that takes one packet in `packetMs`, and what a band makes of the packets. */
function slowLink(packetMs = 100, payloadBytes = 50) {
  const clock = createVirtualClock();
  const state = { packetMs };
  const sealer = createSealer();
  const heard: { readonly kind: string; readonly counter: number; readonly atMs: number }[] = [];
  const cutAs = new Map<string, CommandToSend>();
  const reassembly = beginReassembly();
  let packets = 0;
  let counter = 0;
  const link = {
    name: 'band',
    payloadBytes,
    send: (_: string, packet: Uint8Array) =>
      new Promise<void>((resolve) => {
        clock.after(state.packetMs, () => {
          packets++;
          const message = takePacket(reassembly, packet, crc32);
          const command = message && cutAs.get(message.join());
          if (command) heard.push({ kind: command.kind, counter: command.counter ?? 0, atMs: clock.nowMs() });
          resolve();
        });
      }),
  } as unknown as Link;
  const cut = (command: CommandToSend): Uint8Array[] => {
    const isSealed = ['LEASE', 'START', 'SET', 'ARM', 'PRESCRIBE', 'HEALTHY', 'UPDATE_DATA'].includes(command.kind);
    const plain = encodeCommand(command);
    const message = isSealed ? sealer.seal(plain, command.counter ?? 0, KEY, SALT) : plain;
    cutAs.set(message.join(), command);
    const cutPackets: Uint8Array[] = [];
    counter = cutMessage(message, payloadBytes, counter, crc32, (packet) => cutPackets.push(packet));
    return cutPackets;
  };
  const outgoing = openOutgoing({ link, cut, nowMs: clock.nowMs });
  return { clock, state, heard, outgoing, reassembly, packets: () => packets };
}

const ask = (outgoing: Outgoing, command: CommandToSend): Promise<string> =>
  outgoing.send(command).then(
    () => 'sent',
    (error: Error) => error.message,
  );

const lease = (counter: number): CommandToSend => ({ kind: 'LEASE', counter, ttlMs: LEASE_MS });

test('STOP goes first, then stimulation, sessions, resends and reading of the log, whatever was asked first', async () => {
  const { clock, heard, outgoing } = slowLink();
  const kinds = ['IDENTIFY', 'READ_LOG', 'RESEND', 'CONFIGURE', 'PAUSE', 'STOP'] as const;
  for (const kind of kinds) void ask(outgoing, { kind });
  await pass(clock, 1000);
  // The first was under way.
  expect(heard.map(({ kind }) => kind)).toEqual(['IDENTIFY', 'STOP', 'PAUSE', 'CONFIGURE', 'RESEND', 'READ_LOG']);
});

test('a newer lease takes the place of one that was not sent, and each is sealed when its turn has come', async () => {
  const { clock, heard, outgoing } = slowLink(300);
  const asked = [ask(outgoing, { kind: 'IDENTIFY' }), ...[5, 6, 7].map((counter) => ask(outgoing, lease(counter)))];
  await pass(clock, 200);
  asked.push(ask(outgoing, lease(8)));
  await pass(clock, 2000);
  expect(heard.map(({ counter }) => counter)).toEqual([0, 8]);
  expect(await Promise.all(asked)).toEqual(Array(5).fill('sent'));
  // Their numbers were used for nothing: the next ones are free.
  expect(await Promise.all([ask(outgoing, lease(9)), pass(clock, 1000)])).toContain('sent');
});

test('a lease in front of the START that needs it stays there', async () => {
  const { clock, heard, outgoing } = slowLink(300);
  void ask(outgoing, { kind: 'IDENTIFY' });
  void ask(outgoing, lease(5));
  void ask(outgoing, { kind: 'START', counter: 6, currentUa: 1000 });
  void ask(outgoing, lease(7));
  void ask(outgoing, lease(8));
  await pass(clock, 3000);
  expect(heard.map(({ kind, counter }) => `${kind} ${counter}`)).toEqual([
    'IDENTIFY 0',
    'LEASE 5',
    'START 6',
    'LEASE 8',
  ]);
});

test('nothing that lets current flow is sent behind a STOP that was asked after it', async () => {
  const { clock, heard, outgoing } = slowLink(300);
  void ask(outgoing, { kind: 'IDENTIFY' });
  for (const [i, kind] of (['LEASE', 'START', 'SET', 'RESUME', 'ARM', 'PAUSE'] as const).entries())
    void ask(outgoing, { kind, counter: 5 + i, ttlMs: LEASE_MS });
  void ask(outgoing, { kind: 'STOP', counter: 20 });
  await pass(clock, 5000);
  expect(heard.map(({ kind }) => kind)).toEqual(['IDENTIFY', 'STOP', 'PAUSE']);
});

test('STOP cuts into a long message, which comes whole behind it', async () => {
  const { clock, heard, outgoing, packets } = slowLink();
  const asked = ask(outgoing, { kind: 'PRESCRIBE', counter: 5, sealed: new Uint8Array(140) });
  await pass(clock, 50);
  void ask(outgoing, { kind: 'STOP' });
  await pass(clock, 200);
  expect(heard.map(({ kind }) => kind)).toEqual(['STOP']);
  expect(heard[0]!.atMs).toBeLessThanOrEqual(210);
  await pass(clock, 1000);
  expect(heard.map(({ kind }) => kind)).toEqual(['STOP', 'PRESCRIBE']);
  expect(await asked).toBe('sent');
  expect(packets()).toBeLessThan(8);
});

test('a sealed message that a STOP has cut is not overtaken by a newer number, whatever that one is for', async () => {
  const { clock, heard, outgoing } = slowLink();
  const asked = [ask(outgoing, { kind: 'UPDATE_DATA', counter: 5, payload: new Uint8Array(140) })];
  asked.push(ask(outgoing, { kind: 'HEALTHY', counter: 6, payload: new Uint8Array(24) }));
  await pass(clock, 50);
  void ask(outgoing, { kind: 'STOP' });
  asked.push(ask(outgoing, { kind: 'LEASE', counter: 7, ttlMs: 0, challenge: new Uint8Array(8).fill(1) }));
  await pass(clock, 2000);
  expect(heard.map(({ kind, counter }) => `${kind} ${counter}`)).toEqual([
    'STOP 0',
    'UPDATE_DATA 5',
    'HEALTHY 6',
    'LEASE 7',
  ]);
  expect(await Promise.all(asked)).toEqual(['sent', 'sent', 'sent']);
});

test('a lease that waited for longer than it lasts is not sent', async () => {
  const { clock, state, heard, outgoing } = slowLink(2500);
  void ask(outgoing, { kind: 'IDENTIFY' });
  const late = ask(outgoing, lease(5));
  await pass(clock, 2600);
  state.packetMs = 10;
  await pass(clock, 1000);
  expect(heard.map(({ kind }) => kind)).toEqual(['IDENTIFY']);
  expect(await late).toContain('took nothing while this LEASE was valid');
  expect(outgoing.counts()).toMatchObject({ waiting: 0, expired: 1 });
});

test('a link that takes nothing fills no memory: resends give way and are counted, leases and STOP never do', async () => {
  const { clock, state, heard, outgoing } = slowLink(60_000);
  const kinds = ['RESEND', 'READ_LOG', 'IDENTIFY', 'SAY_HELLO', 'ARM'] as const;
  for (let i = 0; i < 2000; i++) {
    for (const kind of kinds)
      void ask(outgoing, { kind, sequenceFrom: i, ...(kind === 'ARM' ? { counter: 2 * i + 1 } : {}) });
    void ask(outgoing, lease(2 * i + 2));
  }
  expect(outgoing.counts().waiting).toBeLessThan(100);
  expect(outgoing.counts().resendsDropped).toBeGreaterThan(1900);
  const stopped = ask(outgoing, { kind: 'STOP' });
  state.packetMs = 1;
  await pass(clock, 60_100);
  expect(heard[1]!.kind).toBe('STOP');
  expect(await stopped).toBe('sent');
});

test('whatever is asked whenever, messages never mix and numbers rise', async () => {
  const numbered = ['PRESCRIBE', 'LEASE', 'SET', 'HEALTHY', 'UPDATE_DATA'] as const;
  const kinds = fc.constantFrom('RESEND', 'READ_LOG', 'IDENTIFY', 'STOP', ...numbered);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(kinds, fc.nat(300)), { maxLength: 60 }), async (asked) => {
      const { clock, heard, outgoing, reassembly } = slowLink(20);
      let number = 0;
      for (const [kind, pauseMs] of asked) {
        const isNumbered = numbered.some((one) => one === kind);
        void ask(outgoing, {
          kind,
          ...(isNumbered ? { counter: ++number } : {}),
          ...(kind === 'UPDATE_DATA' ? { payload: new Uint8Array(140) } : {}),
          ...(kind === 'PRESCRIBE' ? { sealed: new Uint8Array(140) } : {}),
          ...(kind === 'LEASE' ? { ttlMs: LEASE_MS } : {}),
        });
        await pass(clock, pauseMs);
      }
      await pass(clock, 5000);
      // A message that a STOP has cut off is begun anew.
      expect(reassembly.discarded).toBeLessThanOrEqual(heard.filter(({ kind }) => kind === 'STOP').length);
      const sealed = heard.filter(({ counter }) => counter > 0);
      expect(sealed.map(({ counter }) => counter)).toEqual(
        sealed.map(({ counter }) => counter).toSorted((a, b) => a - b),
      );
      expect(outgoing.counts().waiting).toBe(0);
    }),
    { seed: SEED, numRuns: 60 },
  );
});

test('what still waits when the connection is closed is said not to have been sent', async () => {
  const { clock, outgoing } = slowLink(1000);
  void ask(outgoing, { kind: 'IDENTIFY' });
  const waiting = ask(outgoing, { kind: 'CONFIGURE' });
  await pass(clock, 10);
  outgoing.close();
  expect(await waiting).toContain('is closed');
});
