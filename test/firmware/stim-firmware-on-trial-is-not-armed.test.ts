import { expect, test } from 'vitest';
import type { Command } from '../../protocol/message.ts';
import { firmware, flashedBand, type UpdatedBand } from '../tools/updated-band.ts';
import { PRESCRIBED } from './stim-bench.ts';

const ASK_EVERY_MS = 1900;
/** Way there and back over the air included; at rest there is nothing to be stopped, and a stop is still heard. */
const ANSWERED_WITHIN_MS = 500;

type Asked = Partial<Command> & Pick<Command, 'kind'>;

/** Answers to a STOP every two seconds, plain as anybody may send it. */
function stopAgainAndAgain({ clock, connection }: UpdatedBand): number[] {
  const sentMs = new Map<number, number>();
  const delaysMs: number[] = [];
  let counter = 50_000;
  connection.messages$.subscribe((message) => {
    if (message.kind !== 'acknowledgement') return;
    const atMs = sentMs.get(message.acknowledgement.counter);
    if (atMs !== undefined) delaysMs.push(clock.nowMs() - atMs);
    sentMs.delete(message.acknowledgement.counter);
  });
  clock.every(ASK_EVERY_MS, () => {
    sentMs.set(++counter, clock.nowMs());
    connection.send({ kind: 'STOP', counter }).catch(() => {});
  });
  return delaysMs;
}

/** @returns the band's reason; undefined where it did not answer */
async function ask(band: UpdatedBand, asked: Asked): Promise<string | undefined> {
  const counter = band.connection.sealedUpTo() + 1000;
  let reason: string | undefined;
  const hearing = band.connection.messages$.subscribe((message) => {
    if (message.kind === 'acknowledgement' && message.acknowledgement.counter === counter)
      reason = message.acknowledgement.reason;
  });
  const { boot } = band.connection.hello()!;
  await band.connection.send({ boot, ...asked, counter });
  band.clock.advanceBy(1500);
  hearing.unsubscribe();
  return reason;
}

test('from the first piece to the new firmware no current flows, STOP is heard, and no watchdog had to act', async () => {
  const band = await flashedBand('stim', '0.1.0', 0);
  const delaysMs = stopAgainAndAgain(band);
  let highestUa = 0;
  band.clock.every(7, () => {
    highestUa = Math.max(highestUa, band.board.currentUa());
  });
  const newer = await firmware('stim', '0.1.1');
  const beganMs = band.clock.nowMs();
  const { after } = await band.update(newer);
  const tookS = (band.clock.nowMs() - beganMs) / 1000;
  console.log(`stim: ${newer.bytes.length} bytes in ${tookS.toFixed(1)} s, press and restart included`);
  expect(after.firmwareVersion).toBe('0.1.1');
  expect(highestUa).toBe(0);
  expect(band.board.resets.map(({ cause }) => cause)).toEqual(['power', 'software']);
  console.log(
    `STOP during an update: ${delaysMs.length} answered, the slowest after ${Math.max(...delaysMs).toFixed(0)} ms`,
  );
  expect(delaysMs.length).toBeGreaterThan(5);
  expect(Math.max(...delaysMs)).toBeLessThan(ANSWERED_WITHIN_MS);
});

test('a firmware on trial is not armed before it was told HEALTHY', async () => {
  const band = await flashedBand('stim', '0.1.0', 0);
  const newer = await firmware('stim', '0.1.1');
  let isDeaf = false;
  // The host vanishes with the press: nobody tells HEALTHY.
  const hand = (): void => {
    isDeaf = true;
    band.clock.after(1000, () => band.board.pressButton());
  };
  const updating = band.update(newer, { hand });
  band.connection.messages$.subscribe(({ kind }) => {
    if (isDeaf && kind === 'hello') band.air.dropOut(Number.POSITIVE_INFINITY);
  });
  await expect(updating).rejects.toMatchObject({ code: 'update/interrupted' });
  band.air.dropOut(100);
  isDeaf = false;
  band.clock.advanceBy(3000);
  expect(band.connection.hello()).toMatchObject({ firmwareVersion: '0.1.1', onTrial: true });
  expect(await ask(band, PRESCRIBED)).toBe('WRONG_STATE');
  band.clock.advanceBy(300_000);
  expect(band.connection.hello()).toMatchObject({ firmwareVersion: '0.1.0', onTrial: false });
  expect(await ask(band, PRESCRIBED)).not.toBe('WRONG_STATE');
});
