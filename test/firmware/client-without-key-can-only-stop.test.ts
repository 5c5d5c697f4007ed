import { expect, test } from 'vitest';
import { encodeCommand } from '../../protocol/message.ts';
import { plainEnvelope } from '../../protocol/seal.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { type Random, seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { countedFlash, KINDS, pick, randomBytes, whole } from './attacker.ts';
import { KEY_FILES } from './bench-band.ts';
import { ACTIVE_UA, activeBand, msToZero, PRESCRIBED, type StimBench, stimBand } from './stim-bench.ts';

/** A message that somebody without a key can think of. */
function madeUp(random: Random, band: StimBench): Uint8Array {
  const kind = pick(random, KINDS);
  const command = {
    ...PRESCRIBED,
    kind,
    boot: band.frame().boot,
    counter: band.frame().lastCounter + whole(random, 3),
    ttlMs: 2000,
    currentUa: whole(random, 20_000),
    sealed: kind === 'PRESCRIBE' ? randomBytes(random, 120) : new Uint8Array(0),
    keyPair: kind === 'ENROL' ? randomBytes(random, 32) : new Uint8Array(0),
  };
  const shape = whole(random, 4);
  if (shape === 0) return randomBytes(random, 1 + whole(random, 200));
  if (shape === 1) return plainEnvelope(encodeCommand({ kind, counter: command.counter }));
  if (shape === 2) return plainEnvelope(encodeCommand(command));
  return Uint8Array.from([1, 0, 0, 0, 0, command.counter & 255, ...randomBytes(random, 12 + whole(random, 60))]);
}

test('I8 three thousand messages at rest: no output, no counter, no write to flash', async () => {
  const random = seededRandom(SEED);
  const flash = countedFlash(createFlash(1_000_000, KEY_FILES));
  const band = await stimBand(SEED, flash);
  const { lastCounter, prescriptionTag } = band.frame();
  const writes = flash.writes();
  for (let i = 0; i < 3000; i++) {
    band.board.connect();
    if (i % 100 === 0) band.board.pressButton();
    if (random.next() < 0.3) band.board.write('command', randomBytes(random, 1 + whole(random, 128)));
    else band.writeMessage(madeUp(random, band));
    band.clock.advanceBy(20 + whole(random, 200));
  }
  band.board.connect();
  band.clock.advanceBy(2000);
  expect(band.board.output!.peakUa()).toBe(0);
  expect(flash.writes()).toBe(writes);
  expect(band.frame()).toMatchObject({ state: 'IDLE', lastCounter, prescriptionTag, fault: '' });
  expect(band.board.resets).toHaveLength(1);
});

test('I8 a running session ends, at worst; it never gets stronger or longer', async () => {
  for (let round = 0; round < 6; round++) {
    const random = seededRandom(SEED + round);
    const band = await activeBand(SEED + round);
    const lastCounter = band.frame().lastCounter;
    // The host's own leases stop here: what runs after 2.5 s would be the stranger's doing.
    for (let i = 0; i < 100; i++) {
      band.writeMessage(madeUp(random, band));
      band.clock.advanceBy(30);
    }
    expect(band.board.currentUa()).toBe(0);
    expect(band.board.output!.peakUa()).toBe(ACTIVE_UA);
    expect(band.board.output!.pulses()).toBeLessThan(700);
    expect(band.frame().lastCounter).toBe(lastCounter);
  }
});

test('F9 what was recorded is worth nothing: in this connection, in the next, and after a restart', async () => {
  const band = await stimBand(SEED);
  const recorded: Uint8Array[] = [];
  const record = (command: Parameters<StimBench['command']>[0], waitMs: number): void => {
    recorded.push(band.command(command));
    band.clock.advanceBy(waitMs);
  };
  record(PRESCRIBED, 600);
  band.board.pressButton();
  band.clock.advanceBy(400);
  record({ kind: 'LEASE', ttlMs: 2000 }, 300);
  record({ kind: 'START', currentUa: ACTIVE_UA }, 500);
  for (let i = 0; i < 4; i++) record({ kind: 'LEASE', ttlMs: 2000 }, 500);
  record({ kind: 'STOP' }, 500);
  const pulses = band.board.output!.pulses();
  const stages = [
    () => {},
    () => band.board.disconnect(),
    () => band.board.reboot('power'),
    () => band.clock.advanceBy(1_900_000),
  ];
  for (const stage of stages) {
    stage();
    band.clock.advanceBy(1000);
    for (const message of recorded) {
      band.board.connect();
      band.clock.advanceBy(400);
      band.writeMessage(message);
      band.clock.advanceBy(200);
      band.board.pressButton();
    }
    band.clock.advanceBy(1000);
    expect(band.board.output!.pulses()).toBe(pulses);
    expect(['IDLE', 'LOCKOUT']).toContain(band.frame().state);
  }
});

test('F10 a START with any one bit turned over starts nothing', async () => {
  const band = await stimBand(SEED);
  const ready = (): void => {
    band.board.connect();
    band.clock.advanceBy(61_000);
    band.command(PRESCRIBED);
    band.clock.advanceBy(500);
    band.board.pressButton();
    band.clock.advanceBy(300);
    band.command({ kind: 'LEASE', ttlMs: 2000 });
    band.clock.advanceBy(300);
    expect(band.frame()).toMatchObject({ state: 'ARMED', confirmed: true });
  };
  const bits = 8 * band.seal({ kind: 'START', currentUa: ACTIVE_UA }, 1).length;
  for (let first = 0; first < bits; first += 9) {
    ready();
    const start = band.seal({ kind: 'START', currentUa: ACTIVE_UA }, band.frame().lastCounter + 1);
    for (let bit = first; bit < Math.min(bits, first + 9); bit++) {
      const flipped = Uint8Array.from(start);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      band.writeMessage(flipped);
      band.clock.advanceBy(100);
    }
    expect(band.board.output!.peakUa()).toBe(0);
    band.board.pressButton();
    band.clock.advanceBy(300);
  }
  ready();
  band.command({ kind: 'START', currentUa: ACTIVE_UA });
  band.clock.advanceBy(1000);
  expect(band.board.output!.peakUa()).toBeGreaterThan(0);
});

test.each(['PRESCRIBE', 'ENROL', 'SET'] as const)('a flood of %s keeps nothing from its time', async (kind) => {
  const random = seededRandom(SEED);
  const flash = countedFlash(createFlash(1_000_000, KEY_FILES));
  const band = await activeBand(SEED, flash);
  const writes = flash.writes();
  const flood = (): void => {
    const body = { kind, keyPair: randomBytes(random, 32), sealed: randomBytes(random, kind === 'ENROL' ? 0 : 30) };
    band.writeMessage(plainEnvelope(encodeCommand({ ...body, counter: 1 })));
  };
  for (let i = 0; i < 2000; i++) {
    // Nobody connects faster.
    if (i % 20 === 0) band.board.connect();
    flood();
    band.clock.advanceBy(5);
  }
  expect(msToZero(band, 10)).toBeLessThanOrEqual(10);
  expect(band.board.resets).toHaveLength(1);
  expect(band.board.console).toEqual([]);
  // The end of the session, and nothing more.
  expect(flash.writes() - writes).toBeLessThanOrEqual(3);
  band.board.connect();
  band.clock.advanceBy(3000);
  expect(band.frame()).toMatchObject({ fault: '', currentUa: 0 });
});

test('F9 ten rejections within a minute end the connection, with a word of why', async () => {
  const band = await stimBand(SEED);
  const { hellos, frames } = band;
  for (let i = 0; i < 10; i++) {
    band.writeMessage(Uint8Array.from([1, 0, 0, 0, 0, 9, ...randomBytes(seededRandom(i), 30)]));
    band.clock.advanceBy(500);
  }
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'REJECTED_TOO_OFTEN' });
  const told = frames.length;
  band.clock.advanceBy(5000);
  expect(frames.length).toBe(told);
  const greeted = hellos.length;
  band.board.connect();
  band.clock.advanceBy(1000);
  expect(hellos.length).toBe(greeted + 1);
});
