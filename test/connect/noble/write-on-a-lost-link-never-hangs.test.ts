import { expect, test } from 'vitest';
import { passUntil } from '../../virtual-time.ts';
import { nobleRoom, numberedBand } from './noble-room.ts';

// Noble warns on the console and never settles a write to a band that is gone, or that is stuck behind one.
test('what is sent while a link gets lost settles, and afterwards it is refused in words', async () => {
  const band = numberedBand(1);
  const { linkTo, clock, controller, until } = await nobleRoom([band]);
  const link = await linkTo(band);
  let state = '';
  link.onState((one) => {
    state = one;
  });
  controller.faults.dropLink(band.address, 60_000);
  const settled: string[] = [];
  while (state === 'up') {
    await passUntil(
      clock,
      link.send('command', Uint8Array.of(1)).then(
        () => settled.push('handed over'),
        (error) => settled.push(error.code),
      ),
    );
    expect(settled.length).toBeLessThan(1_000);
  }
  expect(settled.length).toBeGreaterThan(0);
  await expect(link.send('command', Uint8Array.of(1))).rejects.toMatchObject({ code: 'link/not-up' });
  await until(() => clock.nowMs() > 10_000);
});

test('where the controller takes nothing more, little is queued, and the connection is made anew', async () => {
  const band = numberedBand(1);
  const { follow, clock, controller, until } = await nobleRoom([band]);
  const { link, states } = follow(band);
  await until(() => states.at(-1) === 'up');
  const tellsAgain = controller.faults.withholdCompleted();
  let handedOver = 0;
  while (states.at(-1) === 'up') {
    await passUntil(
      clock,
      link.send('command', Uint8Array.of(1)).then(
        () => handedOver++,
        (error) => expect(error.code).toMatch(/^link\/(no-answer|not-up)$/),
      ),
    );
    expect(handedOver).toBeLessThan(60);
  }
  tellsAgain();
  await until(() => states.at(-1) === 'up', 10_000);
});

test('a packet that does not fit is no long write', async () => {
  const band = numberedBand(1);
  const { linkTo } = await nobleRoom([band]);
  const link = await linkTo(band);
  await expect(link.send('command', new Uint8Array(link.payloadBytes + 1))).rejects.toThrow(RangeError);
});

test('a write that the band refuses hangs nothing', async () => {
  const band = numberedBand(1);
  const { linkTo, clock, controller, until } = await nobleRoom([band]);
  const link = await linkTo(band);
  controller.faults.band(band.address, 'refuses-writing');
  controller.faults.band(band.address, 'answers-nothing');
  for (let i = 0; i < 50; i++) await passUntil(clock, link.send('command', Uint8Array.of(i)));
  const heard: number[] = [];
  link.onPacket((_, bytes) => heard.push(bytes[0]!));
  band.notify('status', Uint8Array.of(7));
  await until(() => heard.length === 1);
});
