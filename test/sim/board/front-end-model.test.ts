import { expect, test } from 'vitest';
import { createFrontEndModel, type FrontEndModel } from '../../../sim/board/front-end-model.ts';
import { testSkin } from '../../firmware/stim-bench.ts';

const AMPLITUDE_COUNTS = 600;
const CURRENT_UA = 6000;

/** 6 mA, 200 us, 100 Hz from time 0. */
function runningFrontEnd(): { chip: FrontEndModel; skin: ReturnType<typeof testSkin> } {
  const skin = testSkin();
  const chip = createFrontEndModel(skin);
  chip.powerUp(0);
  chip.write(0x06, [200, 0, 0xa0, 0x86, 0x01], 0);
  chip.setEnable(true, 0);
  chip.kick(0);
  chip.write(0x03, [1], 0);
  chip.write(0x04, [AMPLITUDE_COUNTS & 255, AMPLITUDE_COUNTS >> 8], 0);
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
  chip.write(0x04, [255, 255], 60);
  chip.kick(60);
  expect(currentAt(chip, 70)).toBe(0);
});

test('a stuck phase is cut off within 2 ms, a lifted pad within 25 ms', () => {
  const stuck = runningFrontEnd().chip;
  stuck.advanceTo(40);
  stuck.faults.stuckOnUa = 50_000;
  expect(currentAt(stuck, 43)).toBe(0);
  const { chip, skin } = runningFrontEnd();
  chip.advanceTo(40);
  skin.attached = false;
  chip.advanceTo(70);
  skin.attached = true;
  expect(currentAt(chip, 80)).toBe(0);
});

test('a phase above 500 us gives no output, a high impedance less current', () => {
  const { chip, skin } = runningFrontEnd();
  skin.ohm = 60_000;
  expect(currentAt(chip, 20)).toBe(2000);
  chip.write(0x06, [0x58, 0x02], 30);
  expect(currentAt(chip, 40)).toBe(0);
});
