import { expect, test } from 'vitest';
import { crc32 } from '../../protocol/crc32.ts';
import { PROVEN, readSlotRecord, STANDING } from '../../protocol/slot-record.ts';
import { firmware, flashedBand, type UpdatedBand } from './updated-band.ts';

const standing = ({ flash }: UpdatedBand): number | undefined =>
  readSlotRecord(
    (name) => flash.read(name),
    (text) => crc32(Buffer.from(text, 'latin1')),
  )?.[STANDING];

test('a motion band has the newer firmware after a press, proves its key and keeps it', async () => {
  const band = await flashedBand('motion', '0.1.0');
  const image = await firmware('motion', '0.1.1');
  const beganMs = band.clock.nowMs();
  const { before, after, resumedFrom } = await band.update(image);
  console.log(
    `motion: ${image.bytes.length} bytes in ${((band.clock.nowMs() - beganMs) / 1000).toFixed(1)} s, press and restart included`,
  );
  expect(before.firmwareVersion).toBe('0.1.0');
  expect(after).toMatchObject({ firmwareVersion: '0.1.1', firmwareHash: image.hash, deviceId: before.deviceId });
  expect(resumedFrom).toBe(0);
  expect(band.progress.at(-1)).toBe(image.bytes.length);
  expect(standing(band)).toBe(PROVEN);
  band.board.reboot('power');
  band.clock.advanceBy(5000);
  expect(band.connection.hello()).toMatchObject({ firmwareVersion: '0.1.1', onTrial: false });
  expect(band.board.console).toEqual([]);
});

test('what a band refuses is said in words, and the band keeps what it has', async () => {
  const [same, newer, stim] = await Promise.all([
    firmware('motion', '0.1.0'),
    firmware('motion', '0.1.1'),
    firmware('stim', '0.1.1'),
  ]);
  const band = await flashedBand('motion', '0.1.0');
  await expect(band.update(same)).rejects.toMatchObject({ code: 'update/not-newer' });
  await expect(band.update(stim)).rejects.toMatchObject({ code: 'update/wrong-band' });
  const other = new Uint8Array(16);
  await expect(band.update(newer, { linkKey: other })).rejects.toMatchObject({ code: 'update/key-not-proven' });
  await expect(band.update(newer, { hand: () => {} })).rejects.toMatchObject({ code: 'update/not-confirmed' });
  band.flash.erase('link.key');
  await expect(band.update(newer)).rejects.toMatchObject({ code: 'update/no-key' });
  band.flash.erase('limber.slot');
  band.flash.erase('limber.slo2');
  expect(band.connection.hello()).toMatchObject({ firmwareVersion: '0.1.0' });
});

test('a band without loader, or without service, is for the cable', async () => {
  const newer = await firmware('motion', '0.1.1');
  const noLoader = await flashedBand('motion', '0.1.0');
  noLoader.clock.advanceBy(3000);
  noLoader.flash.erase('limber.slot');
  noLoader.flash.erase('limber.slo2');
  await expect(noLoader.update(newer)).rejects.toMatchObject({ code: 'update/by-cable-only' });
  const noService = await flashedBand('motion', '0.1.0');
  noService.flash.erase('limber.srv');
  await expect(noService.update(newer)).rejects.toMatchObject({ code: 'update/by-cable-only' });
});

test('a new firmware that cannot begin is reported as given up, and the old one runs', async () => {
  const newer = await firmware('motion', '0.1.1');
  const code = Buffer.from(newer.bytes).toString('latin1').replace('(()=>{', '(()=>{throw new Error("no");');
  const broken = { ...newer, bytes: new Uint8Array(Buffer.from(code, 'latin1')) };
  const band = await flashedBand('motion', '0.1.0');
  const error = await band.update(broken).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'update/rolled-back' });
  expect(error.message).toMatch(/went back to firmware 0\.1\.0: 0\.1\.1 did not begin/);
  const { after } = await band.update(await firmware('motion', '0.1.2'));
  expect(after.firmwareVersion).toBe('0.1.2');
});

test('a twentieth of all packets lost only costs time', async () => {
  const band = await flashedBand('motion', '0.1.0', 0.05);
  const { after } = await band.update(await firmware('motion', '0.1.1'));
  expect(after.firmwareVersion).toBe('0.1.1');
});

test('a command that was gone before it could say that the firmware works says so when it is run again', async () => {
  const band = await flashedBand('motion', '0.1.0');
  const newer = await firmware('motion', '0.1.1');
  const vanish = band.connection.messages$.subscribe((message) => {
    if (message.kind === 'update' && message.update.phase === 'INSTALLING') band.air.dropOut(Number.POSITIVE_INFINITY);
  });
  await expect(band.update(newer)).rejects.toMatchObject({ code: 'update/interrupted' });
  vanish.unsubscribe();
  band.air.dropOut(100);
  band.clock.advanceBy(5000);
  expect(band.connection.hello()).toMatchObject({ firmwareVersion: '0.1.1', onTrial: true });
  const { resumedFrom } = await band.update(newer);
  expect(resumedFrom).toBe(newer.bytes.length);
  expect(standing(band)).toBe(PROVEN);
});
