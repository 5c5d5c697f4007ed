import { autoDetect } from '@serialport/bindings-cpp';
import { SerialPortStream } from '@serialport/stream';
import { expect, test } from 'vitest';
import { openAt, opensAt, openTerminals, placeNamed, plugIn, until } from './plugged-band.ts';

/** As the library gives it, nothing wrapped. */
async function bare(path: string): Promise<SerialPortStream> {
  const port = new SerialPortStream({ binding: autoDetect(), path, baudRate: 1_000_000, autoOpen: false });
  port.on('error', () => {});
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  return port;
}
const closed = (port: SerialPortStream): Promise<void> => new Promise((resolve) => port.close(() => resolve()));

test('trap: set({ dtr, rts }) fails on a pseudo-terminal, and that fails nothing', async () => {
  const band = await plugIn('dtr');
  const port = await bare(band.path);
  const said = await new Promise<Error | null>((resolve) => port.set({ dtr: true, rts: true }, resolve));
  expect(said?.message).toMatch(/Inappropriate ioctl/);
  await closed(port);
  const { states, heard } = await openAt(band.path);
  band.say('motion', Uint8Array.of(1));
  await until(() => heard.length === 1);
  expect(states).toEqual(['up']);
});

test('trap: a second opening fails with "Cannot lock port", and it is said that another program has it', async () => {
  const band = await plugIn('locked');
  const port = await bare(band.path);
  await expect(bare(band.path)).rejects.toThrow(/Cannot lock port/);
  await expect(opensAt(band.path)).rejects.toMatchObject({
    code: 'link/port-unavailable',
    message: expect.stringMatching(/another program has it and this one cannot lock it; end that/),
  });
  await closed(port);
  const { states } = await openAt(band.path);
  expect(states).toEqual(['up']);
});

test('trap: a port without consumer of its data stays open for ever; ours is lost though nobody listens to its packets', async () => {
  const alone = await plugIn('alone');
  const port = await bare(alone.path);
  const heeded = await plugIn('heeded');
  const link = await opensAt(heeded.path);
  let state = '';
  link.onState((now) => {
    state = now;
  });
  await Promise.all([alone.unplug(), heeded.unplug()]);
  await until(() => state === 'down');
  expect(port.isOpen).toBe(true);
  await closed(port);
  await link.close();
});

test('trap: what is written to a port that is open no more is never settled by the library; ours refuses it in words', async () => {
  const port = await bare((await plugIn('lost')).path);
  await closed(port);
  let isSettled = false;
  port.write(Buffer.of(0), () => {
    isSettled = true;
  });
  const band = await plugIn('lost-too');
  const { link, states } = await openAt(band.path);
  await band.unplug();
  await until(() => states.at(-1) === 'down');
  await expect(link.send('command', Uint8Array.of(1))).rejects.toMatchObject({ code: 'link/not-up' });
  expect(isSettled).toBe(false);
});

test('trap: the library opens no port again; the link does, by an instance of its own each time', async () => {
  const band = await plugIn('reopened');
  const port = await bare(band.path);
  port.on('data', () => {});
  await closed(port);
  const { states } = await openAt(band.path);
  await band.unplug();
  await until(() => states.at(-1) === 'down');
  await plugIn('reopened');
  await until(() => states.at(-1) === 'up');
  expect(port.isOpen).toBe(false);
});

test('trap: list() does not show pseudo-terminals, so a band on one is looked for beside it', async () => {
  const band = await plugIn('listed');
  const listed = await autoDetect()
    .list()
    .catch(() => []);
  expect(listed.map(({ path }) => path)).not.toContain(band.path);
});

test('a port that was refused leaves nothing open', async () => {
  const before = openTerminals();
  await expect(opensAt(placeNamed('none'))).rejects.toMatchObject({ code: 'link/port-unavailable' });
  expect(openTerminals()).toBe(before);
});
