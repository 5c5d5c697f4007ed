import { expect, test } from 'vitest';
import { sealCommand } from '../../host/connect/command-seal.ts';
import { encodeCommand } from '../../protocol/message.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { SEED } from '../seeded.ts';
import { type BenchBand, KEY_FILES, LINK_KEY, PRESCRIPTION_KEY } from './bench-band.ts';
import {
  activeBand,
  deviceOf,
  greetedBand,
  PRESCRIBED,
  prescribe,
  type StimBench,
  sealTerms,
  startStimulation,
  stimBand,
  termsFor,
} from './stim-bench.ts';

const OTHER_PAIR = Uint8Array.from({ length: 32 }, (_, i) => 200 - i);
const OWN_PAIR = Uint8Array.from([...LINK_KEY, ...PRESCRIPTION_KEY]);

function enrol(band: BenchBand, keyPair: Uint8Array): void {
  band.command({ kind: 'ENROL', keyPair }, { plain: true });
  band.clock.advanceBy(600);
}

function hold(band: BenchBand, durationMs: number): void {
  band.board.faults.holdButton(true);
  band.clock.advanceBy(durationMs);
  band.board.faults.holdButton(false);
  band.clock.advanceBy(1500);
}

const answers = (band: BenchBand) => band.acknowledgements.map(({ result, reason }) => `${result} ${reason}`.trim());

/** Whether a command under this link key is authentic to the band. */
function knowsKey(band: StimBench, key: Uint8Array): boolean {
  const { boot, salt } = band.hellos.at(-1)!;
  const before = band.acknowledgements.length;
  const bytes = encodeCommand({ kind: 'PAUSE', boot, counter: 400 });
  band.writeMessage(sealCommand(bytes, 400, key, salt));
  band.clock.advanceBy(500);
  return band.acknowledgements.length > before;
}

test('a fresh band takes keys after a press, and nothing before', async () => {
  const band = await greetedBand(SEED, createFlash(1_000_000));
  expect(band.hellos.at(-1)).toMatchObject({ enrolled: false });
  enrol(band, OWN_PAIR);
  expect(band.frame().asks).toBe('ENROLMENT');
  expect(band.flash.list()).not.toContain('link.key');
  band.board.pressButton();
  band.clock.advanceBy(1500);
  expect(answers(band)).toEqual(['DONE']);
  expect(band.flash.contents()).toMatchObject(KEY_FILES);
  expect(band.hellos.at(-1)).toMatchObject({ enrolled: true });
  prescribe(band);
  startStimulation(band);
  band.clock.advanceBy(700);
  expect(band.frame().state).toBe('RAMPING_UP');
});

test('an enrolled band takes others only after the button was held for 5 s', async () => {
  const band = await stimBand(SEED);
  const salt = band.hellos.at(-1)!.salt;
  enrol(band, OTHER_PAIR);
  for (let presses = 0; presses < 5; presses++) hold(band, 80 + 900 * presses);
  expect(band.flash.contents()).toMatchObject(KEY_FILES);
  hold(band, 5300);
  expect(answers(band).at(-1)).toBe('DONE');
  expect(band.frame()).toMatchObject({ prescriptionTag: 0, lastCounter: 0 });
  expect(band.hellos.at(-1)!.salt).not.toEqual(salt);
  expect(knowsKey(band, LINK_KEY)).toBe(false);
  expect(knowsKey(band, OTHER_PAIR.subarray(0, 16))).toBe(true);
});

test('new keys shorten no rest and empty no day', async () => {
  const band = await activeBand(SEED);
  band.keepAlive(20_000);
  band.board.pressButton();
  band.clock.advanceBy(600);
  const before = band.frame();
  expect(before.state).toBe('LOCKOUT');
  enrol(band, OTHER_PAIR);
  hold(band, 5300);
  expect(answers(band).at(-1)).toBe('DONE');
  expect(band.frame()).toMatchObject({
    state: 'LOCKOUT',
    dayMs: before.dayMs,
    boot: before.boot,
    session: before.session,
  });
  expect(band.frame().restLeftMs).toBeGreaterThan(before.restLeftMs - 10_000);
});

test('keys that nobody confirms are forgotten after 30 s, or with the connection', async () => {
  const band = await stimBand(SEED);
  enrol(band, OTHER_PAIR);
  band.clock.advanceBy(31_000);
  expect(answers(band).at(-1)).toBe('REFUSED NOT_CONFIRMED');
  hold(band, 5300);
  enrol(band, OTHER_PAIR);
  band.board.disconnect();
  band.clock.advanceBy(500);
  band.board.connect();
  hold(band, 5300);
  expect(band.flash.contents()).toMatchObject(KEY_FILES);
});

test('a hold that began before the keys came does not count', async () => {
  const band = await stimBand(SEED);
  band.board.faults.holdButton(true);
  band.clock.advanceBy(500);
  enrol(band, OTHER_PAIR);
  band.clock.advanceBy(9000);
  band.board.faults.holdButton(false);
  band.clock.advanceBy(2000);
  expect(band.flash.contents()).toMatchObject(KEY_FILES);
});

test('neither while armed nor while running, where a press still stops at once', async () => {
  const band = await stimBand(SEED);
  band.command(PRESCRIBED);
  band.clock.advanceBy(600);
  enrol(band, OTHER_PAIR);
  expect(answers(band).at(-1)).toBe('REFUSED WRONG_STATE');
  const running = await activeBand(SEED);
  enrol(running, OTHER_PAIR);
  expect(answers(running).at(-1)).toBe('REFUSED WRONG_STATE');
  running.board.faults.holdButton(true);
  running.clock.advanceBy(200);
  expect(running.board.currentUa()).toBe(0);
  running.clock.advanceBy(8000);
  running.board.faults.holdButton(false);
  expect(running.flash.contents()).toMatchObject(KEY_FILES);
});

test('other keys do not slip in between the question and the hand', async () => {
  const band = await greetedBand(SEED, createFlash(1_000_000));
  enrol(band, OWN_PAIR);
  enrol(band, OTHER_PAIR);
  enrol(band, OWN_PAIR);
  expect(answers(band)).toEqual(['REFUSED WRONG_STATE']);
  band.board.pressButton();
  band.clock.advanceBy(1500);
  expect(band.flash.contents()).toMatchObject(KEY_FILES);
});

test('the same keys once more turn no clock back: what has expired on the band stays expired', async () => {
  const band = await stimBand(SEED);
  const nowS = PRESCRIBED.nowS!;
  band.clock.advanceBy(200_000);
  enrol(band, OWN_PAIR);
  hold(band, 5300);
  expect(answers(band).at(-1)).toBe('DONE');
  const late = termsFor(deviceOf(band), { expiresAtS: nowS + 150 });
  band.command({ kind: 'PRESCRIBE', sealed: sealTerms(late), nowS });
  band.clock.advanceBy(600);
  expect(answers(band).at(-1)).toBe('REFUSED EXPIRED');
});

test('half a pair, and flash that takes none, are answered and leave a band that obeys nobody', async () => {
  const band = await stimBand(SEED);
  enrol(band, OTHER_PAIR.subarray(0, 31));
  expect(answers(band).at(-1)).toBe('REFUSED MALFORMED');
  enrol(band, OTHER_PAIR);
  band.flash.failWrites(true);
  hold(band, 5300);
  expect(answers(band).at(-1)).toBe('REFUSED MEMORY');
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'MEMORY', prescriptionTag: 0 });
  expect(knowsKey(band, OTHER_PAIR.subarray(0, 16))).toBe(false);
});
