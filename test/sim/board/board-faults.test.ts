import { expect, test } from 'vitest';
import { createFlash } from '../../../sim/board/flash.ts';
import { createBoard, type SimulatedBoard } from '../../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../../sim/board/virtual-clock.ts';
import { SEED } from '../../seeded.ts';

const FRONT_END = 0x42;

interface Bench {
  readonly clock: VirtualClock;
  readonly board: SimulatedBoard;
  readonly flash: ReturnType<typeof createFlash>;
}

/** A board that runs a few lines instead of the firmware. */
function boardWith(bundle: string, files: Record<string, string> = {}): Bench {
  const clock = createVirtualClock();
  const flash = createFlash(100_000, files);
  const skin = { impedanceOhm: () => 1500, contact: () => true };
  const board = createBoard({ bundle, board: 'xiao', clock, seed: SEED, flash, radio: { notify: () => {} }, skin });
  clock.advanceBy(1000);
  return { clock, board, flash };
}

/** What an expression is on the device, printed every 100 ms. */
const watching = (expression: string): Bench => boardWith(`setInterval(function(){print(${expression})},100);`);

function latest({ clock, board }: Bench): string {
  clock.advanceBy(250);
  return board.console.at(-1)!;
}

test('battery, charger and temperature are what the firmware reads', () => {
  const bench = watching('[digitalRead(D23), analogRead(D32) < 0.39, E.getTemperature()].join()');
  expect(latest(bench)).toBe('0,false,30');
  Object.assign(bench.board.faults.power, { charging: true, batteryPercent: 0, temperatureC: 71 });
  expect(latest(bench)).toBe('1,true,71');
  bench.board.faults.power.charging = false;
  expect(latest(bench)).toBe('0,true,71');
});

test('a charger wakes the firmware; it is still there after a reset', () => {
  const bench = boardWith(
    'print("start",digitalRead(D23));setWatch(function(){print("edge",digitalRead(D23))},D23,{edge:"both",repeat:true,debounce:10});',
  );
  bench.board.faults.power.charging = true;
  expect(latest(bench)).toBe('edge 1');
  bench.board.reboot('brown-out');
  bench.clock.advanceBy(1000);
  expect(bench.board.console.at(-1)).toBe('start 1');
});

test('a button that is stuck stays down until it is let go', () => {
  const bench = watching('digitalRead(D1)');
  bench.board.faults.holdButton(true);
  bench.clock.advanceBy(60_000);
  expect(latest(bench)).toBe('1');
  bench.board.faults.holdButton(false);
  expect(latest(bench)).toBe('0');
});

test('the device clock jumps, and its ticks wrap', () => {
  const bench = watching('[Math.floor(getTime()), Math.floor((getTime()*1e6>>>0)/1e6)].join()');
  expect(latest(bench)).toBe('1,1');
  bench.board.faults.jumpClock(4295);
  expect(latest(bench)).toBe('4296,1');
  bench.board.faults.jumpClock(-4295);
  expect(latest(bench)).toBe('1,1');
});

test('flash that takes no writes, files with a wrong bit; keys are spared', () => {
  const files = { 'session.a': '123 {"a":1}', 'session.b': '456 {"b":2}', 'link.key': 'kkkk', other: 'text' };
  const { board, flash } = boardWith('', files);
  board.faults.failWrites(true);
  expect(flash.write('other', 'more')).toBe(false);
  board.faults.failWrites(false);
  expect(flash.write('other', 'text')).toBe(true);
  board.faults.corruptAccount();
  expect(flash.read('session.a')).not.toBe(files['session.a']);
  expect(flash.read('session.b')).not.toBe(files['session.b']);
  expect(flash.read('other')).toBe('text');
  board.faults.corruptFiles();
  expect(flash.read('other')).not.toBe('text');
  expect(flash.read('link.key')).toBe('kkkk');
});

test('a brown-out keeps the interpreter away for its time, a loop of resets repeats', () => {
  const bench = boardWith('print("start");');
  const starts = (): number => bench.board.console.filter((line) => line === 'start').length;
  bench.board.faults.brownOut(2000);
  bench.clock.advanceBy(2000);
  expect(starts()).toBe(1);
  bench.clock.advanceBy(1000);
  expect(starts()).toBe(2);
  bench.board.faults.resetLoop(3, 500);
  bench.clock.advanceBy(3000);
  expect(bench.board.resets.filter(({ cause }) => cause === 'brown-out')).toHaveLength(4);
  expect(starts()).toBe(5);
});

const readStatus = `I2C2.readReg(${FRONT_END},0,16).join()`;

test('a dead bus throws, a noisy one throws and flips single bits', () => {
  const bench = watching(`(function(){try{return ${readStatus}}catch(e){return "no answer"}})()`);
  const well = latest(bench);
  bench.board.faults.frontEnd!.busDead = true;
  expect(latest(bench)).toBe('no answer');
  Object.assign(bench.board.faults.frontEnd!, { busDead: false, busNoise: 1 });
  const from = bench.board.console.length;
  bench.clock.advanceBy(10_000);
  const noisy = bench.board.console.slice(from);
  const flipped = noisy.filter((line) => line !== 'no answer');
  expect(flipped.length).toBeGreaterThan(20);
  expect(noisy.length - flipped.length).toBeGreaterThan(20);
  const wellBytes = well.split(',').map(Number);
  for (const line of flipped) {
    const wrong = line.split(',').map((byte, i) => Number(byte) ^ wellBytes[i]!);
    expect(wrong.filter((bits) => bits !== 0).length).toBe(1);
    const bits = wrong.find((found) => found !== 0)!;
    expect(bits & (bits - 1)).toBe(0);
  }
});

test('a pad that lifts, peels or is bridged is what the front-end measures', () => {
  const bench = watching(`(function(r){return [r[0]&2,r[12]|r[13]<<8].join()})(I2C2.readReg(${FRONT_END},2,14))`);
  expect(latest(bench)).toBe('2,1500');
  bench.board.faults.skin!.peel = 1.6;
  expect(latest(bench)).toBe('2,2400');
  bench.board.faults.skin!.shortOhm = 40;
  expect(latest(bench)).toBe('2,40');
  bench.board.faults.skin!.lifted = true;
  expect(latest(bench)).toBe('0,65535');
});
