import { expect, test } from 'vitest';
import { PROVEN, RUNS, STANDING } from '../../protocol/slot-record.ts';
import { flipBit } from '../../sim/board/board-faults.ts';
import { imageOf, pressAndRestart, smallFirmware, type UpdateBench, updateBench } from './update-bench.ts';

const OLD = smallFirmware('1.0.0');
const NEW_CODE = smallFirmware('1.0.1', { bytes: 7001 });
const NEW = imageOf(NEW_CODE, '1.0.1');
const CHALLENGE = new Uint8Array(8).fill(3);

async function installed(image = NEW): Promise<UpdateBench> {
  const band = await updateBench(OLD);
  band.bring(image);
  pressAndRestart(band);
  return band;
}

function powerCycle(band: UpdateBench): void {
  band.board.reboot('power');
  band.clock.advanceBy(1500);
}

test('one start without HEALTHY, and the next start runs the firmware before it', async () => {
  const band = await installed();
  expect(band.runs()).toBe('1.0.1');
  powerCycle(band);
  expect(band.runs()).toBe('1.0.0');
  expect(band.record()![STANDING]).toBe(PROVEN);
  powerCycle(band);
  expect(band.runs()).toBe('1.0.0');
});

test('a firmware that nobody calls healthy is left after five minutes, without a hand', async () => {
  const band = await installed();
  band.clock.advanceBy(290_000);
  expect(band.runs()).toBe('1.0.1');
  band.clock.advanceBy(15_000);
  expect(band.runs()).toBe('1.0.0');
});

test('HEALTHY counts under the key only', async () => {
  const band = await installed();
  band.takeTagged('HEALTHY', CHALLENGE, new Uint8Array(16));
  powerCycle(band);
  expect(band.runs()).toBe('1.0.0');
});

test('a firmware that throws at its start gives way at once, and never runs again', async () => {
  const code = smallFirmware('1.0.1', { begins: "throw new Error('no sensor');" });
  const band = await installed(imageOf(code, '1.0.1'));
  expect(band.runs()).toBe('1.0.0');
  expect(band.board.console).toContain('Limber: Error: no sensor');
  band.flash.put('limber.a', flipBit(OLD));
  powerCycle(band);
  expect(band.runs()).toBeUndefined();
});

test('a firmware that is cut short in flash gives way, and the band can be updated again', async () => {
  const band = await installed();
  band.flash.put('limber.b', NEW_CODE.slice(0, 4000));
  powerCycle(band);
  expect(band.runs()).toBe('1.0.0');
  band.bring(NEW);
  pressAndRestart(band);
  expect(band.runs()).toBe('1.0.1');
});

test('a firmware that was proved falls back to the one before when a bit of it flips', async () => {
  const band = await installed();
  band.takeTagged('HEALTHY', CHALLENGE);
  band.flash.put('limber.b', flipBit(NEW_CODE));
  powerCycle(band);
  expect(band.runs()).toBe('1.0.0');
  expect(band.record()![RUNS]).toBe(0);
});

test('one damaged record of the two is not missed', async () => {
  const band = await installed();
  band.takeTagged('HEALTHY', CHALLENGE);
  for (const file of ['limber.slot', 'limber.slo2']) {
    const whole = band.flash.read(file)!;
    band.flash.put(file, flipBit(whole));
    powerCycle(band);
    expect(['1.0.0', '1.0.1']).toContain(band.runs());
    band.flash.put(file, whole);
  }
});

test('with nothing that runs the band drives nothing, closes its console over the air and says what helps', async () => {
  const band = await updateBench(OLD);
  band.flash.put('limber.a', flipBit(OLD));
  powerCycle(band);
  expect(band.runs()).toBeUndefined();
  expect(band.board.console).toEqual(['Limber: no firmware here that runs. On this cable: limber flash']);
  expect(band.board.resets).toHaveLength(2);
});

test('two firmwares that both throw are not tried for ever: power gone and back tries again', async () => {
  const isBroken = "if(require('Storage').read('broken'))throw new Error('broken');";
  const both = await updateBench(smallFirmware('1.0.0', { begins: isBroken }));
  both.bring(imageOf(smallFirmware('1.0.1', { begins: isBroken }), '1.0.1'));
  pressAndRestart(both);
  both.takeTagged('HEALTHY', CHALLENGE);
  both.flash.put('broken', 'yes');
  both.board.reboot('power');
  both.clock.advanceBy(60_000);
  expect(both.runs()).toBeUndefined();
  const restarts = both.board.resets.length;
  both.clock.advanceBy(600_000);
  expect(both.board.resets).toHaveLength(restarts);
  both.flash.erase('broken');
  powerCycle(both);
  expect(both.runs()).toMatch(/^1\.0\.[01]$/);
});
