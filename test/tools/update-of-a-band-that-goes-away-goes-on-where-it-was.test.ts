import { expect, test } from 'vitest';
import { firmware, flashedBand } from './updated-band.ts';

const TENTHS = Array.from({ length: 10 }, (_, i) => i + 1);

test.each(TENTHS)('out of reach for 20 s after %s tenths', async (tenths) => {
  const newer = await firmware('motion', '0.1.1');
  const band = await flashedBand('motion', '0.1.0');
  let isGone = false;
  const onProgress = (received: number): void => {
    if (isGone || received < (tenths * newer.bytes.length) / 10) return;
    isGone = true;
    band.air.dropOut(20_000);
  };
  const { after } = await band.update(newer, { onProgress });
  expect(isGone).toBe(true);
  expect(after.firmwareVersion).toBe('0.1.1');
  // What had arrived was not sent again: progress never falls.
  expect(band.progress).toEqual([...band.progress].sort((a, b) => a - b));
});

test.each(TENTHS)('power gone after %s tenths: the old firmware starts, and the update goes on', async (tenths) => {
  const newer = await firmware('motion', '0.1.1');
  const band = await flashedBand('motion', '0.1.0');
  let isGone = false;
  const onProgress = (received: number): void => {
    if (isGone || received < (tenths * newer.bytes.length) / 10) return;
    isGone = true;
    band.board.faults.brownOut(2000);
  };
  const { after } = await band.update(newer, { onProgress });
  expect(after.firmwareVersion).toBe('0.1.1');
  expect(band.progress).toEqual([...band.progress].sort((a, b) => a - b));
});

test('away for good is one clear error; the next command goes on', async () => {
  const newer = await firmware('motion', '0.1.1');
  const band = await flashedBand('motion', '0.1.0');
  const onProgress = (received: number): void => {
    if (received > newer.bytes.length / 2) band.air.dropOut(Number.POSITIVE_INFINITY);
  };
  await expect(band.update(newer, { onProgress })).rejects.toMatchObject({ code: 'update/interrupted' });
  const reached = band.progress.at(-1)!;
  band.air.dropOut(100);
  const { after, resumedFrom } = await band.update(newer);
  expect(after.firmwareVersion).toBe('0.1.1');
  expect(resumedFrom).toBeGreaterThanOrEqual(reached);
});
