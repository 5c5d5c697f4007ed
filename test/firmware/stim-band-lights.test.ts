import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { activeBand, flashes, greetedBand, PRESCRIBED, startStimulation, stimBand } from './stim-bench.ts';

test('ready: green, once in two seconds', async () => {
  expect(flashes(await stimBand(SEED))).toEqual(['green']);
});

test('asks for a press: green, four times; confirmed: twice', async () => {
  const band = await stimBand(SEED);
  band.command(PRESCRIBED);
  band.clock.advanceBy(600);
  expect(flashes(band)).toEqual(['green', 'green', 'green', 'green']);
  band.board.pressButton();
  band.clock.advanceBy(300);
  expect(flashes(band)).toEqual(['green', 'green']);
});

test('running: steady, from before the first current to its end; nothing is switched meanwhile', async () => {
  const band = await stimBand(SEED);
  startStimulation(band);
  let switched = 0;
  const pin = band.board.pin('LED2');
  const onChange = pin.onChange;
  pin.onChange = (level, tMs) => {
    switched++;
    onChange(level, tMs);
  };
  for (let i = 0; i < 8; i++) {
    band.keepAlive(500);
    expect(band.board.currentUa()).toBeGreaterThan(0);
    expect(pin.level).toBe(true);
  }
  expect(switched).toBe(0);
  band.command({ kind: 'STOP' }, { plain: true });
  band.clock.advanceBy(500);
  expect(pin.level).toBe(false);
});

test('resting: yellow, once; fault: red, three times; battery low: red, once', async () => {
  const resting = await activeBand(SEED);
  resting.board.pressButton();
  resting.clock.advanceBy(500);
  expect(flashes(resting)).toEqual(['red+green']);
  const faulty = await stimBand(SEED);
  faulty.board.faults.frontEnd!.oneShotBroken = true;
  faulty.command(PRESCRIBED);
  faulty.clock.advanceBy(600);
  expect(faulty.frame().state).toBe('FAULT');
  expect(flashes(faulty)).toEqual(['red', 'red', 'red']);
  const low = await greetedBand(SEED);
  low.board.faults.power.batteryPercent = 12;
  low.clock.advanceBy(1000);
  expect(flashes(low)).toEqual(['red']);
});

test('IDENTIFY: yellow without a pause for ten seconds, sealed or not, and not while output flows', async () => {
  const band = await stimBand(SEED);
  band.command({ kind: 'IDENTIFY' }, { plain: true });
  band.clock.advanceBy(300);
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'DONE' });
  expect(flashes(band)).toEqual(Array.from({ length: 8 }, () => 'red+green'));
  band.clock.advanceBy(9000);
  expect(flashes(band)).toEqual(['green']);
  const active = await activeBand(SEED);
  active.command({ kind: 'IDENTIFY' });
  active.keepAlive(1000);
  expect(active.frame().state).toBe('ACTIVE');
  expect(flashes(active, 500)).toEqual(['green']);
});
