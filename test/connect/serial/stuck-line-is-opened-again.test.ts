import { expect, test } from 'vitest';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { introduced, openAt, plugIn, until } from './plugged-band.ts';

/** Patience in a quarter of the time. */
const hurried = { machine: wallTimeline(4) };

test('a line on which a band fell silent is asked, then opened again, and works when it is no longer stuck', async () => {
  const band = await plugIn('silent', 'band-1');
  const { link, states, heard } = await openAt(band.path, hurried);
  await introduced(link, band, 'band-1');
  band.stick(true);
  await until(() => states.at(-1) === 'down');
  band.stick(false);
  await until(() => states.at(-1) === 'up');
  band.say('motion', Uint8Array.of(3));
  await until(() => heard.includes(3));
});

test('writes that never drain are refused in words inside their deadline, and the line is opened again', async () => {
  const band = await plugIn('full');
  const { link, states } = await openAt(band.path, hurried);
  band.stick(true);
  let refusal: unknown;
  const fill = async (): Promise<void> => {
    while (refusal === undefined)
      await link.send('command', new Uint8Array(244)).catch((error: unknown) => {
        refusal = error;
      });
  };
  await fill();
  expect(refusal).toMatchObject({ code: 'link/no-answer', message: expect.stringContaining('within 3 s') });
  expect(states).toContain('down');
  band.stick(false);
  await until(() => states.at(-1) === 'up');
});

test('a band that has nothing to say but answers when asked stays connected', async () => {
  const band = await plugIn('terse', 'band-1');
  const { link, states } = await openAt(band.path, { machine: wallTimeline(8) });
  await introduced(link, band, 'band-1');
  const asked = (): number => band.received.filter(({ channel }) => channel === 'command').length;
  await until(() => asked() >= 3);
  expect(states).toEqual(['up']);
});

test('a line on which nothing was ever heard is left as it is: whoever opened it has patience of its own', async () => {
  const band = await plugIn('foreign');
  const machine = wallTimeline(50);
  const { states } = await openAt(band.path, { machine });
  await until(() => machine.nowMs() > 20_000);
  expect(states).toEqual(['up']);
  expect(band.received).toEqual([]);
});
