import { expect, test } from 'vitest';
import { createFrontEndModel, type FrontEndModel } from '../../../sim/board/front-end-model.ts';
import { testSkin } from '../../firmware/stim-bench.ts';

const CURRENT_UA = 6000;
const STEP_COUNTS = 100;
const STATUS = 0x02;
const BAD_SETTING = 128;

interface Bench {
  readonly chip: FrontEndModel;
  readonly skin: ReturnType<typeof testSkin>;
}

const word = (value: number): number[] => [value & 255, value >> 8];
const rate = (hz: number): number[] => [...word((hz * 1000) & 0xffff), (hz * 1000) >> 16];

/** Raises the amplitude in the steps that the hardware takes. */
function raise(chip: FrontEndModel, currentUa: number, tMs: number): void {
  for (let counts = STEP_COUNTS; counts <= currentUa / 10; counts += STEP_COUNTS) chip.write(0x04, word(counts), tMs);
}

/** 100 Hz from time 0; 200 us, or these segments. */
function runningFrontEnd(segments: readonly [permille: number, us: number][] = []): Bench {
  const skin = testSkin();
  const chip = createFrontEndModel(skin);
  chip.powerUp(0);
  chip.write(0x06, [...word(200), ...rate(100)], 0);
  chip.write(
    0x20,
    segments.flatMap(([share, us]) => [...word(share & 0xffff), ...word(us)]),
    0,
  );
  chip.write(0x1b, [segments.length], 0);
  chip.setEnable(true, 0);
  chip.kick(0);
  chip.write(0x03, [1], 0);
  raise(chip, CURRENT_UA, 0);
  return { chip, skin };
}

const currentAt = (chip: FrontEndModel, tMs: number): number => {
  chip.advanceTo(tMs);
  return chip.history.currentUaAt(tMs);
};

function kickUntil(chip: FrontEndModel, tMs: number): void {
  for (let t = 0; t <= tMs; t += 50) chip.kick(t);
}

test('delivers what was asked, and counts it', () => {
  const { chip } = runningFrontEnd();
  kickUntil(chip, 1000);
  expect(currentAt(chip, 1000)).toBe(CURRENT_UA);
  expect(chip.history.pulses()).toBeGreaterThanOrEqual(99);
  expect(chip.history.chargeNc()).toBeCloseTo(100 * 2 * 6 * 200, -2);
});

test('a composite pulse: charge of all its segments, peak of the largest', () => {
  const { chip } = runningFrontEnd([
    [250, 100],
    [-250, 100],
    [0, 50],
    [1000, 200],
    [-1000, 200],
  ]);
  kickUntil(chip, 1000);
  expect(currentAt(chip, 1000)).toBe(CURRENT_UA);
  expect(chip.history.peakUa()).toBe(CURRENT_UA);
  // 6 mA x (2 x 0.25 x 100 us + 2 x 200 us) x 100 pulses
  expect(chip.history.chargeNc() / (100 * 6 * 450)).toBeCloseTo(1, 2);
});

test('a composite pulse whose phase is too long, whose share is too large or that does not fit the rate is refused', () => {
  const refused: (readonly [number, number])[][] = [
    [
      [1000, 300],
      [1000, 300],
      [-1000, 500],
    ],
    [
      [1001, 100],
      [-1001, 100],
    ],
    [
      [1000, 400],
      [0, 9500],
      [-1000, 400],
    ],
    [[0, 100]],
  ];
  for (const segments of refused) {
    const { chip } = runningFrontEnd(segments.map(([share, us]) => [share, us]));
    expect(currentAt(chip, 40)).toBe(0);
    expect(chip.read(STATUS, 1, 41)[0]! & BAD_SETTING).toBe(BAD_SETTING);
  }
});

test('falls to zero by itself when the kick line has no edges', () => {
  const { chip } = runningFrontEnd();
  expect(currentAt(chip, 140)).toBe(CURRENT_UA);
  expect(currentAt(chip, 160)).toBe(0);
  // Kicks alone do not bring it back: ENABLE must fall first.
  chip.kick(200);
  expect(currentAt(chip, 210)).toBe(0);
});

test('nothing flows while ENABLE is low, whatever the registers say', () => {
  const { chip } = runningFrontEnd();
  chip.setEnable(false, 50);
  chip.write(0x03, [1], 60);
  raise(chip, CURRENT_UA, 60);
  chip.kick(60);
  expect(currentAt(chip, 70)).toBe(0);
});

test('a stuck phase and too much current are cut off within 1 ms, a lifted pad and a bridge within 25 ms', () => {
  const faults: ((bench: Bench) => void)[] = [
    ({ chip }) => Object.assign(chip.faults, { stuckOnUa: 50_000, comparatorBroken: true }),
    ({ chip }) => Object.assign(chip.faults, { gain: 1.3 }),
    ({ chip }) => Object.assign(chip.faults, { stuckOnUa: 50_000, oneShotBroken: true }),
  ];
  for (const begin of faults) {
    const bench = runningFrontEnd();
    bench.chip.advanceTo(40);
    begin(bench);
    expect(currentAt(bench.chip, 40.8)).toBeGreaterThan(CURRENT_UA);
    expect(currentAt(bench.chip, 41)).toBe(0);
  }
  for (const begin of [({ skin }: Bench) => (skin.attached = false), ({ skin }: Bench) => (skin.ohm = 60)]) {
    const bench = runningFrontEnd();
    bench.chip.advanceTo(40);
    begin(bench);
    bench.chip.advanceTo(65);
    Object.assign(bench.skin, testSkin(), { attached: true, ohm: 1500 });
    expect(currentAt(bench.chip, 80)).toBe(0);
  }
});

test('no output is asked for and some flows: cut off within 1 ms', () => {
  const { chip } = runningFrontEnd();
  chip.write(0x04, [0, 0], 40);
  expect(currentAt(chip, 50)).toBe(0);
  chip.faults.offsetUa = 5000;
  expect(currentAt(chip, 51.5)).toBe(0);
  expect(chip.history.peakUa()).toBe(CURRENT_UA);
});

test('an amplitude that jumps, and settings changed under way, are not taken', () => {
  const { chip } = runningFrontEnd();
  chip.write(0x06, word(500), 20);
  expect([...chip.read(0x06, 2, 21)]).toEqual(word(200));
  chip.write(0x04, word(600 + STEP_COUNTS + 1), 30);
  expect(currentAt(chip, 31)).toBe(0);
  expect(chip.read(STATUS, 1, 32)[0]! & BAD_SETTING).toBe(BAD_SETTING);
});

test('a phase above 500 us gives no output, a high impedance less current', () => {
  const { chip, skin } = runningFrontEnd();
  skin.ohm = 60_000;
  expect(currentAt(chip, 20)).toBe(2000);
  chip.setEnable(false, 30);
  chip.write(0x06, word(600), 30);
  chip.setEnable(true, 31);
  chip.kick(31);
  chip.write(0x03, [1], 32);
  expect(chip.read(0x03, 1, 33)[0]! & 1).toBe(0);
});

test('net charge and absolute charge of the last second', () => {
  const { chip } = runningFrontEnd();
  chip.faults.imbalance = 0.03;
  kickUntil(chip, 2000);
  const bytes = chip.read(0x10, 5, 2000);
  expect((bytes[0]! | (bytes[1]! << 8)) / (100 * 0.03 * 6 * 200)).toBeCloseTo(1, 1);
  expect((bytes[2]! | (bytes[3]! << 8) | (bytes[4]! << 16)) / (100 * 2 * 6 * 200)).toBeCloseTo(1, 1);
});

test('heat is told, and too much of it ends output', () => {
  const { chip } = runningFrontEnd();
  chip.faults.temperatureC = 42;
  expect(chip.read(0x15, 1, 10)[0]).toBe(84);
  expect(currentAt(chip, 20)).toBe(CURRENT_UA);
  chip.faults.temperatureC = 43;
  expect(currentAt(chip, 30)).toBe(0);
});

test('the self-test says what is broken', () => {
  const results = (['oneShotBroken', 'comparatorBroken'] as const).map((broken) => {
    const chip = createFrontEndModel(testSkin());
    chip.powerUp(0);
    chip.faults[broken] = true;
    chip.write(0x1a, [1], 10);
    expect(chip.read(0x1a, 1, 12)[0]).toBe(0);
    return chip.read(0x1a, 1, 13)[0];
  });
  expect(results).toEqual([15 - 4, 15 - 8]);
});
