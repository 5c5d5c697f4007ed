import { expect, test } from 'vitest';
import { monitorBands } from '../../host/tools/monitor.ts';
import { clockEstimate } from '../../host/tools/monitor-clock.ts';
import { monitorDocument } from '../../host/tools/monitor-document.ts';
import { monitorLine, monitorSummary, monitorTable, sparkline, stateWord } from '../../host/tools/monitor-lines.ts';
import { initialMonitor, lossShare, type MonitorState, rateHz, stepMonitor } from '../../host/tools/monitor-state.ts';
import type { Hello } from '../../protocol/message.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { createWorld } from '../../sim/world.ts';
import { SEED } from '../seeded.ts';
import { helloOf } from './found-bands.ts';

const saysHello = (state: MonitorState, change: Partial<Hello> = {}): MonitorState =>
  stepMonitor(state, { kind: 'message', message: { kind: 'hello', hello: helloOf(change), atMs: 0 }, atMs: 0 });

test('bands of a simulated patient are watched: rate, loss, battery, clock, what the stim band does', async () => {
  const clock = createVirtualClock(0);
  const { devices } = createWorld({ clock, seed: SEED });
  const links = devices.map(({ link, placement, role }) => ({
    name: placement,
    placement: role === 'motion' ? (placement as 'thigh') : undefined,
    link,
  }));
  const seconds: number[] = [];
  const monitor = monitorBands({ links, timeline: clock, onSecond: (_, nowMs) => seconds.push(nowMs) });
  clock.advanceBy(45_000);
  const [thigh, shank, stim] = monitor.states();
  await monitor.close();
  for (const state of [thigh!, shank!]) {
    expect(Math.abs(rateHz(state)! - 104)).toBeLessThan(6);
    expect(lossShare(state)).toBeLessThan(0.01);
    expect(state).toMatchObject({ link: 'up', batteryPercent: expect.any(Number), restarts: 0, linkLosses: 0 });
    expect(stateWord(state, 45_000)).toBe('streams');
  }
  expect(stim).toMatchObject({ stimulation: 'IDLE', batteryPercent: expect.any(Number) });
  expect(seconds).toHaveLength(45);
  const [head, first, , last] = monitorTable(monitor.states(), 45_000);
  expect(head).toMatch(/^band +state +rate +last 20 s +loss +recovered +signal +interval +battery +clock +presses/);
  expect(first).toMatch(/^thigh sim-puck-\d+ \(simulated\) +streams +\d+ Hz +█/);
  expect(last).toMatch(/^knee sim-xiao-\d+ \(simulated\) +IDLE +-/);
  const summary = monitorSummary(monitor.states(), 45_000);
  expect(summary[0]).toBe('3 bands for 45 s');
  expect(summary[1]).toMatch(/thigh sim-puck-\d+ \(simulated\): \d{4} samples, 10\d\.\d Hz; frames \d+ received/);
});

test('how wrong the clock of a band is becomes surer with time, and the standard error is honest about it', () => {
  const clock = createVirtualClock(0);
  const { devices } = createWorld({ clock, seed: SEED });
  const links = devices.map(({ link, placement: name }) => ({ name, placement: undefined, link }));
  const monitor = monitorBands({ links, timeline: clock, onSecond: () => {} });
  clock.advanceBy(25_000);
  expect(monitor.states().map((state) => clockEstimate(state.clock))).toEqual([null, null, null]);
  clock.advanceBy(30_000);
  const early = monitor.states().map((state) => clockEstimate(state.clock)!);
  clock.advanceBy(245_000);
  const late = monitor.states().map((state) => clockEstimate(state.clock)!);
  devices.forEach(({ board }, i) => {
    for (const { ppm, sigmaPpm } of [early[i]!, late[i]!])
      expect(Math.abs(ppm - board.crystalPpm)).toBeLessThan(4 * sigmaPpm + 1);
    expect(late[i]!.sigmaPpm).toBeLessThan(early[i]!.sigmaPpm / 2);
    expect(late[i]!.sigmaPpm).toBeLessThan(15);
  });
});

test('a link that is lost and a band that starts anew are counted, and what came before is not forgotten', () => {
  let state = saysHello({ ...initialMonitor('thigh'), link: 'up' });
  state = { ...state, frames: { received: 90, lost: 10, recovered: 5 } };
  state = stepMonitor(state, { kind: 'link', state: 'down', atMs: 4_000 });
  expect(stateWord(state, 16_000)).toBe('no link for 12 s');
  state = stepMonitor(state, { kind: 'link', state: 'up', atMs: 17_000 });
  state = stepMonitor(state, { kind: 'restart', atMs: 17_500 });
  state = saysHello(state, { boot: 8, resetCause: 'WATCHDOG' });
  expect(lossShare(state)).toBe(0.1);
  expect(monitorTable([state], 20_000).join('\n')).toMatch(/ away .*\n.* 1x, longest 13 s /);
  const [, line] = monitorSummary([state], 20_000);
  expect(line).toMatch(
    /90 received, 5 recovered, 10 lost; link lost 1 time, for 13 s at most; started anew 1 time, last by watchdog/,
  );
});

test('a press of the button marks its band for a moment, and is counted', () => {
  let state = saysHello(initialMonitor('shank'));
  state = stepMonitor(state, {
    kind: 'message',
    message: { kind: 'press', press: { presses: 4, ticks: 0 }, atMs: 9_000 },
    atMs: 9_000,
  });
  expect(monitorTable([state], 10_000)[1]).toMatch(/^\*shank band-1/);
  expect(monitorTable([state], 13_000)[1]).toMatch(/^shank band-1/);
  expect(state.presses).toBe(1);
});

test('the flash log of a band is told with what it had to give up', () => {
  const logState = { oldest: 0xfffffffe, next: 3, dropped: 2, failed: 1 };
  const state = stepMonitor(saysHello(initialMonitor('thigh')), {
    kind: 'message',
    message: { kind: 'log-state', logState, atMs: 0 },
    atMs: 0,
  });
  expect(state).toMatchObject({ logBlocks: 5, logDropped: 2 });
  expect(monitorTable([state], 1000)[1]).toMatch(/5, 2 given up, 1 not taken by flash/);
});

test('signal strength and connection interval are shown where the link knows them', () => {
  const heard = { kind: 'line', signalDbm: -67, intervalMs: 7.5, trouble: null } as const;
  const state = stepMonitor(saysHello(initialMonitor('thigh')), heard);
  expect(monitorTable([state], 0)[1]).toMatch(/-67 dBm strong +7\.5 ms/);
  expect(monitorDocument(state, 0)).toMatchObject({ signal_dbm: -67, interval_ms: 7.5 });
});

test('where the link knows neither nothing is claimed', () => {
  const state = stepMonitor(saysHello(initialMonitor('thigh')), {
    kind: 'line',
    signalDbm: null,
    intervalMs: null,
    trouble: null,
  });
  expect(monitorTable([state], 0)[0]).not.toMatch(/signal|interval/);
  expect(monitorDocument(state, 0)).toMatchObject({ signal_dbm: null, interval_ms: null });
});

test.each([
  [[104, 104, 104], '███'],
  [[104, 52, 0], '█▅·'],
  [[1], '▁'],
  [[300], '█'],
])('a second of %j samples at 104 Hz is drawn as %s', (rates, bars) => {
  expect(sparkline(rates, 104)).toBe(bars);
});

test('a band that never answers, has no sensor or falls silent is said to', () => {
  expect(stateWord(initialMonitor('/dev/ttyACM0'), 0)).toBe('no answer');
  expect(stateWord({ ...saysHello(initialMonitor('x'), { configurationId: 0 }), link: 'up' }, 0)).toBe(
    'sensor missing',
  );
  expect(stateWord({ ...saysHello(initialMonitor('x')), link: 'up', ratesHz: [104, 0] }, 0)).toBe('silent');
  expect(monitorLine(initialMonitor('/dev/ttyACM0'), 3000)).toBe(
    '   3 s  /dev/ttyACM0  no answer  recovered 0  presses 0',
  );
});
