import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { type BenchBand, KEY_FILES } from './bench-band.ts';
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

const TAG = 0x04030201;

function reboot(band: BenchBand): void {
  band.board.reboot('power');
  band.clock.advanceBy(1000);
  band.board.connect();
  band.clock.advanceBy(1000);
}

function armReason(band: StimBench, changes: object = {}): string {
  band.command({ ...PRESCRIBED, ...changes });
  band.clock.advanceBy(600);
  return band.acknowledgements.at(-1)!.reason;
}

test('an offered prescription waits for the button, then it is in force and told', async () => {
  const band = await greetedBand(SEED);
  band.command({ kind: 'PRESCRIBE', sealed: sealTerms(termsFor(deviceOf(band))), nowS: PRESCRIBED.nowS! });
  band.clock.advanceBy(600);
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'DONE' });
  expect(band.frame()).toMatchObject({ asks: 'NEW_PRESCRIPTION', prescriptionTag: 0 });
  expect(band.flash.list()).not.toContain('prescription.a');
  band.board.pressButton();
  band.clock.advanceBy(600);
  expect(band.frame()).toMatchObject({ asks: 'NOTHING', prescriptionTag: TAG });
  expect(band.hellos.at(-1)).toMatchObject({ enrolled: true, prescriptionRevision: 1 });
  expect([...band.hellos.at(-1)!.prescriptionHash]).toEqual([...PRESCRIBED.prescriptionHash!]);
});

test('without the button it is forgotten after 30 s', async () => {
  const band = await greetedBand(SEED);
  band.command({ kind: 'PRESCRIBE', sealed: sealTerms(termsFor(deviceOf(band))), nowS: PRESCRIBED.nowS! });
  band.clock.advanceBy(31_500);
  expect(band.frame()).toMatchObject({ asks: 'NOTHING', prescriptionTag: 0 });
  band.board.pressButton();
  band.clock.advanceBy(1500);
  expect(band.frame().prescriptionTag).toBe(0);
});

test('it outlives a restart; one of its copies may be torn', async () => {
  const band = await stimBand(SEED);
  for (const torn of ['', 'prescription.a', 'prescription.b']) {
    if (torn) band.flash.write(torn, band.flash.read(torn)!.slice(0, -3));
    reboot(band);
    expect(band.frame().prescriptionTag).toBe(TAG);
    prescribe(band, { revision: 2 + band.frame().boot });
  }
});

test('F13 a stored prescription of which nothing can be read is a fault; acknowledged, there is none until another one is taken', async () => {
  const band = await stimBand(SEED);
  for (const file of ['prescription.a', 'prescription.b']) {
    const text = band.flash.read(file)!;
    band.flash.write(file, text.slice(0, 40) + String.fromCharCode(text.charCodeAt(40) ^ 1) + text.slice(41));
  }
  reboot(band);
  expect(band.hellos.at(-1)).toMatchObject({ prescriptionRevision: 0 });
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'PRESCRIPTION' });
  expect(armReason(band)).toBe('WRONG_STATE');
  reboot(band);
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'PRESCRIPTION' });
  band.command({ kind: 'ACK_FAULT', fault: 'PRESCRIPTION' });
  band.clock.advanceBy(600);
  expect(armReason(band)).toBe('NOT_PRESCRIBED');
  prescribe(band, { revision: 1 });
  expect(armReason(band)).toBe('');
  reboot(band);
  expect(band.frame()).toMatchObject({ fault: '' });
});

test('F12 an older copy put back into flash stays superseded', async () => {
  const band = await stimBand(SEED);
  const first = band.flash.contents();
  prescribe(band, { revision: 2, ceilingUa: 8000 });
  for (const file of ['prescription.a', 'prescription.b']) band.flash.write(file, first[file]!);
  reboot(band);
  expect(band.frame().prescriptionTag).toBe(0);
  expect(armReason(band)).toBe('NOT_PRESCRIBED');
  band.command({ kind: 'PRESCRIBE', sealed: sealTerms(termsFor(deviceOf(band))), nowS: PRESCRIBED.nowS! });
  band.clock.advanceBy(600);
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'SUPERSEDED' });
});

test('F28 flash that does not take it leaves nothing in force', async () => {
  const band = await greetedBand(SEED);
  band.flash.failWrites(true);
  prescribe(band);
  band.clock.advanceBy(1000);
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'MEMORY', prescriptionTag: 0 });
  expect(band.hellos.at(-1)).toMatchObject({ prescriptionRevision: 0 });
});

test('a seal of another key, for another band or without its tag is refused', async () => {
  const band = await stimBand(SEED);
  const terms = termsFor(deviceOf(band), { revision: 9, ceilingUa: 30_000 });
  const attempts: [Uint8Array, string][] = [
    [sealTerms(terms, new Uint8Array(16)), 'NOT_SEALED'],
    [sealTerms(terms).subarray(0, 20), 'NOT_SEALED'],
    [new Uint8Array(0), 'NOT_SEALED'],
    [sealTerms({ ...terms, deviceId: 'somebody-else' }), 'OTHER_DEVICE'],
  ];
  for (const [sealed, reason] of attempts) {
    band.command({ kind: 'PRESCRIBE', sealed, nowS: PRESCRIBED.nowS! });
    band.clock.advanceBy(600);
    expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason });
  }
  expect(band.frame().prescriptionTag).toBe(TAG);
});

test('a key file of the wrong length is no key', async () => {
  const { createFlash } = await import('../../sim/board/flash.ts');
  const short = { ...KEY_FILES, 'prescription.key': KEY_FILES['prescription.key'].slice(1) };
  const band = await greetedBand(SEED, createFlash(1_000_000, short));
  band.command({ kind: 'PRESCRIBE', sealed: sealTerms(termsFor(deviceOf(band))), nowS: PRESCRIBED.nowS! });
  band.clock.advanceBy(600);
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'NOT_SEALED' });
});

test('F44 a lease that lay about on its way renews nothing', async () => {
  const band = await activeBand(SEED);
  const heardTicks = band.frame().ticks;
  band.keepAlive(2000);
  band.command({ kind: 'LEASE', ttlMs: 2000, heardTicks });
  band.clock.advanceBy(400);
  expect(band.acknowledgements.at(-1)).toMatchObject({ result: 'REFUSED', reason: 'STALE' });
});

test('the band refuses what is above the seal instead of lowering it', async () => {
  const band = await stimBand(SEED);
  expect(armReason(band, { ceilingUa: 20_001 })).toBe('ABOVE_CEILING');
  expect(armReason(band, { rateMillihertz: 50_000 })).toBe('OTHER_PRESCRIPTION');
  startStimulation(band);
  band.clock.advanceBy(700);
  expect(band.frame().state).toBe('RAMPING_UP');
});
