import { expect, test } from 'vitest';
import { greet } from '../../host/connect/greeting.ts';
import { wipeBand } from '../../host/tools/band-wipe.ts';
import { enrolMotionBand } from '../../host/tools/motion-enrolment.ts';
import type { Hello } from '../../protocol/message.ts';
import { flashedBand, LINK_KEY, type UpdatedBand } from './updated-band.ts';

const OTHER_KEY = LINK_KEY.map((byte) => byte ^ 0x5a);

async function greeted(band: UpdatedBand): Promise<Hello> {
  return band.settled(greet(band.connection, band.clock));
}

async function enrol(band: UpdatedBand, linkKey: Uint8Array, onAsked: () => void): Promise<Hello> {
  const hello = await greeted(band);
  const { connection, clock: timeline } = band;
  return band.settled(enrolMotionBand({ connection, timeline, hello, linkKey, onAsked }));
}

const press =
  ({ board, clock }: UpdatedBand) =>
  () =>
    void clock.after(1000, () => board.pressButton());
const hold =
  ({ board, clock }: UpdatedBand) =>
  (): void => {
    board.faults.holdButton(true);
    clock.after(5600, () => board.faults.holdButton(false));
  };

async function freshBand(): Promise<UpdatedBand> {
  const band = await flashedBand('motion', '0.1.0');
  band.flash.erase('link.key');
  return band;
}

test('a fresh motion band has its key after one press, and proves it', async () => {
  const band = await freshBand();
  expect(await enrol(band, LINK_KEY, press(band))).toMatchObject({ enrolled: true });
  expect(band.flash.read('link.key')).toBe(String.fromCharCode(...LINK_KEY));
});

test('without a hand it has none', async () => {
  const band = await freshBand();
  await expect(enrol(band, LINK_KEY, () => {})).rejects.toMatchObject({ code: 'enrol/not-confirmed' });
  expect(band.flash.read('link.key')).toBeUndefined();
});

test('another key takes a button held for 5 s; a press is not enough', async () => {
  const band = await flashedBand('motion', '0.1.0');
  await expect(enrol(band, OTHER_KEY, press(band))).rejects.toMatchObject({ code: 'enrol/not-confirmed' });
  expect(band.flash.read('link.key')).toBe(String.fromCharCode(...LINK_KEY));
  await enrol(band, OTHER_KEY, hold(band));
  expect(band.flash.read('link.key')).toBe(String.fromCharCode(...OTHER_KEY));
});

test('a band is wiped under its key and with a press, and nothing of its wearer is left', async () => {
  const band = await flashedBand('motion', '0.1.0');
  for (const name of ['limber.cal', 'limber.log1']) band.flash.put(name, 'x');
  const hello = await greeted(band);
  const { connection, clock: timeline } = band;
  const wipe = (linkKey: Uint8Array, onAsked: () => void): Promise<Hello> =>
    band.settled(wipeBand({ connection, timeline, hello, linkKey, onAsked }));
  await expect(wipe(OTHER_KEY, press(band))).rejects.toMatchObject({ code: 'enrol/key-not-proven' });
  await expect(wipe(LINK_KEY, () => {})).rejects.toMatchObject({ code: 'enrol/not-confirmed' });
  expect(await wipe(LINK_KEY, press(band))).toMatchObject({ enrolled: false, firmwareVersion: '0.1.0' });
  for (const name of ['link.key', 'limber.cal', 'limber.log1']) expect(band.flash.list()).not.toContain(name);
});
