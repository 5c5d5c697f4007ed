import { expect, test } from 'vitest';
import { MODULE_INTERFACE } from '../../firmware/module-interface.ts';
import type { Command } from '../../protocol/message.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { SEED } from '../seeded.ts';
import { KEY_FILES } from './bench-band.ts';
import { activeBand, PRESCRIBED, type StimBench, startStimulation, stimBand } from './stim-bench.ts';

/** Says what reached it, and holds the band as an update does while it comes in. */
const SERVICE = `exports.serves=${MODULE_INTERFACE};exports.take=function(kind,counter,at,bytes,band){
band.updating=kind==32||kind==33;band.answer(counter,'SERVED_'+kind+'_'+at+'_'+bytes.length);};`;
const withService = () => createFlash(1_000_000, { ...KEY_FILES, 'limber.srv': SERVICE });
const KINDS = ['UPDATE_BEGIN', 'UPDATE_DATA', 'UPDATE_END', 'HEALTHY', 'WIPE'] as const;

function ask(band: StimBench, command: Partial<Command> & Pick<Command, 'kind'>, plain = false): string {
  band.command(command, { plain });
  band.clock.advanceBy(600);
  const { result, reason } = band.acknowledgements.at(-1)!;
  return `${result} ${reason}`;
}

test('what is sealed reaches the service, with its number, place and bytes', async () => {
  const band = await stimBand(SEED, withService());
  for (const [i, kind] of KINDS.entries())
    expect(ask(band, { kind, sequenceFrom: 7, payload: new Uint8Array(i) })).toBe(`REFUSED SERVED_${32 + i}_7_${i}`);
});

test('what is not sealed does not', async () => {
  const band = await stimBand(SEED, withService());
  for (const kind of KINDS) expect(ask(band, { kind }, true)).toBe('REFUSED NOT_AUTHENTIC');
});

test('a band that was flashed without it says so', async () => {
  const band = await stimBand(SEED);
  expect(ask(band, { kind: 'UPDATE_BEGIN' })).toBe('REFUSED NO_SERVICE_MODULE');
});

test('one of another interface is not used', async () => {
  const other = SERVICE.replace(`serves=${MODULE_INTERFACE}`, `serves=${MODULE_INTERFACE + 1}`);
  const band = await stimBand(SEED, createFlash(1_000_000, { ...KEY_FILES, 'limber.srv': other }));
  expect(ask(band, { kind: 'UPDATE_BEGIN' })).toBe('REFUSED NO_SERVICE_MODULE');
});

test('nothing reaches it while the band is armed or output flows, and nothing of the session changes', async () => {
  const armed = await stimBand(SEED, withService());
  armed.command(PRESCRIBED);
  armed.clock.advanceBy(600);
  expect(armed.frame().state).toBe('ARMED');
  for (const kind of KINDS) expect(ask(armed, { kind })).toBe('REFUSED WRONG_STATE');

  const active = await activeBand(SEED, withService());
  for (const kind of KINDS) {
    active.command({ kind });
    active.keepAlive(600);
  }
  expect(active.acknowledgements.filter(({ reason }) => reason.includes('SERVED'))).toEqual([]);
  expect(active.frame()).toMatchObject({ state: 'ACTIVE', currentUa: 6000 });
});

test('while an update comes in there is no ARM, no PRESCRIBE and no ENROL; STOP is taken as ever, and afterwards all is as before', async () => {
  const band = await stimBand(SEED, withService());
  ask(band, { kind: 'UPDATE_BEGIN' });
  expect(ask(band, PRESCRIBED)).toBe('REFUSED WRONG_STATE');
  expect(ask(band, { kind: 'PRESCRIBE' })).toBe('REFUSED WRONG_STATE');
  expect(ask(band, { kind: 'ENROL', keyPair: new Uint8Array(32) }, true)).toBe('REFUSED WRONG_STATE');
  expect(ask(band, { kind: 'STOP' }, true)).toBe('DONE ');
  expect(band.frame()).toMatchObject({ state: 'IDLE', currentUa: 0 });
  ask(band, { kind: 'UPDATE_END' });
  startStimulation(band);
  band.keepAlive(1000);
  expect(band.board.currentUa()).toBeGreaterThan(0);
});

test('a prescription that waits for the button keeps the service out: one press answers one question', async () => {
  const band = await stimBand(SEED, withService());
  band.command({ kind: 'ENROL', keyPair: new Uint8Array(32) }, { plain: true });
  band.clock.advanceBy(300);
  expect(ask(band, { kind: 'WIPE' })).toBe('REFUSED WRONG_STATE');
});
