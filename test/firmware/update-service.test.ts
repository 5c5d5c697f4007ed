import { expect, test } from 'vitest';
import { wordOf } from '../../protocol/band-words.ts';
import { INSTALLED, ON_TRIAL, PROVEN, RUNS, STANDING } from '../../protocol/slot-record.ts';
import { imageOf, LINK_KEY, pressAndRestart, smallFirmware, updateBench } from './update-bench.ts';

const OLD = smallFirmware('1.0.0');
const NEW = imageOf(smallFirmware('1.0.1', { bytes: 7001 }), '1.0.1');
const CHALLENGE = new Uint8Array(8).fill(9);

test('a newer firmware is received, checked, confirmed by a press, started on trial and kept once it was told HEALTHY', async () => {
  const band = await updateBench(OLD);
  expect(band.runs()).toBe('1.0.0');
  band.begin(NEW);
  expect(band.state()).toMatchObject({ phase: 'RECEIVING', receivedBytes: 0 });
  band.sendPieces(NEW);
  expect(band.state()).toMatchObject({ phase: 'RECEIVING', receivedBytes: NEW.bytes.length });
  band.end();
  expect(band.state()).toMatchObject({ phase: 'AWAITING_PRESS' });
  expect(band.record()![RUNS]).toBe(0);
  pressAndRestart(band);
  expect(band.runs()).toBe('1.0.1');
  expect(band.board.resets.map(({ cause }) => cause)).toEqual(['power', 'software']);
  expect(band.record()![STANDING]).toBe(ON_TRIAL);
  expect(band.board.evaluate('band.onTrial')).toBe(true);
  band.takeTagged('HEALTHY', CHALLENGE);
  expect(band.record()![STANDING]).toBe(PROVEN);
  band.board.reboot('power');
  band.clock.advanceBy(1000);
  expect(band.runs()).toBe('1.0.1');
  expect(band.board.console).toEqual([]);
});

test('only a manifest under the key of the band begins an update', async () => {
  const band = await updateBench(OLD);
  band.begin(NEW, new Uint8Array(16));
  expect(band.state()).toMatchObject({ phase: 'UPDATE_REFUSED', reason: 'NOT_AUTHENTIC' });
  band.flash.erase('link.key');
  band.begin(NEW);
  expect(band.state()).toMatchObject({ phase: 'UPDATE_REFUSED', reason: 'NO_KEY' });
  expect(band.flash.list()).not.toContain('limber.b');
});

test.each([
  ['1.0.0', 'motion', 'NOT_NEWER'],
  ['0.9.9', 'motion', 'NOT_NEWER'],
  ['1.0.1', 'stim', 'WRONG_ROLE'],
] as const)('version %s for a %s band is refused: %s', async (version, role, reason) => {
  const band = await updateBench(OLD);
  band.begin(imageOf(smallFirmware(version), version, role));
  expect(band.state()).toMatchObject({ phase: 'UPDATE_REFUSED', reason });
});

test('versions are compared as numbers, not as texts', async () => {
  const band = await updateBench(smallFirmware('1.9.0'));
  band.begin(imageOf(smallFirmware('1.10.0'), '1.10.0'));
  expect(band.state()).toMatchObject({ phase: 'RECEIVING' });
});

test('a band that is busy takes neither the beginning, nor a piece, nor the press', async () => {
  const band = await updateBench(OLD);
  const setBusy = (word: string): unknown => band.board.evaluate(`busyWord=${JSON.stringify(word)}`);
  setBusy('WRONG_STATE');
  band.begin(NEW);
  expect(band.state()).toMatchObject({ phase: 'UPDATE_REFUSED', reason: 'WRONG_STATE' });
  setBusy('');
  band.begin(NEW);
  expect(band.board.evaluate('band.updating')).toBe(true);
  band.sendPieces(NEW, 3);
  setBusy('WRONG_STATE');
  band.sendPieces(NEW, 1);
  expect(band.state()).toMatchObject({ phase: 'UPDATE_REFUSED', reason: 'WRONG_STATE' });
  expect(band.board.evaluate('band.updating')).toBe(false);
  setBusy('');
  band.bring(NEW);
  setBusy('WRONG_STATE');
  pressAndRestart(band);
  expect(band.runs()).toBe('1.0.0');
  expect(band.record()![STANDING]).not.toBe(INSTALLED);
});

test('it goes on where it was, after a restart too; another update begins at nothing', async () => {
  const band = await updateBench(OLD);
  band.begin(NEW);
  band.sendPieces(NEW, 10);
  expect(band.state()?.receivedBytes).toBe(2560);
  band.board.reboot('power');
  band.clock.advanceBy(1000);
  band.begin(NEW);
  expect(band.state()).toMatchObject({ phase: 'RECEIVING', receivedBytes: 2560 });
  const other = imageOf(smallFirmware('1.0.2'), '1.0.2');
  band.begin(other);
  expect(band.state()).toMatchObject({ phase: 'RECEIVING', receivedBytes: 0 });
  band.bring(other);
  pressAndRestart(band);
  expect(band.runs()).toBe('1.0.2');
});

test('pieces out of turn change nothing', async () => {
  const band = await updateBench(OLD);
  band.begin(NEW);
  band.sendPieces(NEW, 2);
  for (const at of [0, 256, 1024, 6912]) band.take(33, at, NEW.bytes.subarray(at, at + 256));
  expect(band.state()).toMatchObject({ phase: 'RECEIVING', receivedBytes: 512 });
  band.sendPieces(NEW);
  band.end();
  expect(band.state()).toMatchObject({ phase: 'AWAITING_PRESS' });
});

test('what is not the firmware of the manifest is never offered to the button, and all of it goes', async () => {
  const band = await updateBench(OLD);
  band.begin(NEW);
  const forged = { ...NEW, bytes: NEW.bytes.map((byte, i) => (i === 5000 ? byte ^ 1 : byte)) };
  band.sendPieces(forged);
  band.end();
  expect(band.state()).toMatchObject({ phase: 'UPDATE_REFUSED', reason: 'DAMAGED' });
  pressAndRestart(band);
  expect(band.runs()).toBe('1.0.0');
  band.bring(NEW);
  expect(band.state()).toMatchObject({ phase: 'AWAITING_PRESS' });
});

test('without a press within a minute it is dropped, and a later press installs nothing', async () => {
  const band = await updateBench(OLD);
  band.bring(NEW);
  band.clock.advanceBy(61_000);
  expect(band.state()).toMatchObject({ phase: 'UPDATE_REFUSED', reason: 'NOT_CONFIRMED' });
  expect(band.board.evaluate('band.updating')).toBe(false);
  pressAndRestart(band);
  expect(band.runs()).toBe('1.0.0');
});

test('a host that falls silent leaves the band free after a minute', async () => {
  const band = await updateBench(OLD);
  band.begin(NEW);
  band.sendPieces(NEW, 2);
  band.clock.advanceBy(61_000);
  expect(band.board.evaluate('band.updating')).toBe(false);
  expect(band.state()).toMatchObject({ phase: 'NO_UPDATE' });
});

test('flash that takes nothing is said, and the firmware stays', async () => {
  const band = await updateBench(OLD);
  band.board.faults.failWrites(true);
  band.begin(NEW);
  expect(band.state()).toMatchObject({ phase: 'UPDATE_REFUSED', reason: 'MEMORY' });
  band.board.faults.failWrites(false);
  band.bring(NEW);
  band.board.faults.failWrites(true);
  pressAndRestart(band);
  expect(band.state()).toMatchObject({ phase: 'UPDATE_REFUSED', reason: 'MEMORY' });
  expect(band.runs()).toBe('1.0.0');
});

test('a motion band takes its first key with a press, another one with the button held for 5 s', async () => {
  const band = await updateBench(OLD);
  const other = LINK_KEY.map((byte) => byte ^ 0xff);
  band.flash.erase('link.key');
  band.take(25, 0, LINK_KEY);
  band.board.pressButton();
  band.clock.advanceBy(1000);
  expect(band.answers()).toEqual(['1']);
  expect(band.flash.read('link.key')).toBe(String.fromCharCode(...LINK_KEY));
  band.take(25, 0, other);
  band.board.pressButton();
  band.clock.advanceBy(31_000);
  expect(wordOf(band.answers().at(-1)!.slice(1))).toBe('NOT_CONFIRMED');
  band.take(25, 0, other);
  band.board.faults.holdButton(true);
  band.clock.advanceBy(5500);
  expect(band.flash.read('link.key')).toBe(String.fromCharCode(...other));
});

test('a wipe under the key, and a press, take keys, calibration and log', async () => {
  const band = await updateBench(OLD);
  for (const name of ['limber.cal', 'limber.log0', 'limber.log1', 'session.a']) band.flash.put(name, 'x');
  band.takeTagged('WIPE', new Uint8Array(0), new Uint8Array(16));
  band.takeTagged('WIPE', new Uint8Array(0));
  expect(band.flash.list()).toContain('link.key');
  pressAndRestart(band);
  const left = band.flash.list();
  for (const name of ['link.key', 'limber.cal', 'limber.log0', 'limber.log1']) expect(left).not.toContain(name);
  expect(left).toEqual(expect.arrayContaining(['limber.a', 'limber.srv', '.bootcde', 'session.a']));
  expect(band.runs()).toBe('1.0.0');
});

test('a board whose interpreter has no SHA-256 takes neither firmware nor key over the air', async () => {
  const band = await updateBench(OLD, { kind: 'jolt' });
  band.begin(NEW);
  expect(band.state()).toMatchObject({ phase: 'UPDATE_REFUSED', reason: 'NO_CRYPTO' });
  band.take(25, 0, LINK_KEY);
  expect(band.answers().at(-1)).toMatch(/NO_CRYPTO$/);
});

test('the service gives its memory back once nothing is under way, and is there again when it is asked', async () => {
  const band = await updateBench(OLD);
  const isLoaded = (): boolean => band.board.evaluate("require('limber.srv')===globalThis.before") as boolean;
  band.begin(NEW);
  band.sendPieces(NEW, 2);
  band.board.evaluate("globalThis.before=require('limber.srv')");
  band.clock.advanceBy(55_000);
  expect(isLoaded()).toBe(true);
  band.clock.advanceBy(20_000);
  expect(isLoaded()).toBe(false);
  band.bring(NEW);
  expect(band.state()).toMatchObject({ phase: 'AWAITING_PRESS' });
});
