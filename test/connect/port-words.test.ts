import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { portWords } from '../../host/connect/port-words.ts';
import { openSerialLink } from '../../host/connect/serial/serial-link.ts';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';

const folder = mkdtempSync(join(tmpdir(), 'limber-ports-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['Error Resource temporarily unavailable Cannot lock port', /another program has it.*cannot lock/],
  ['Error: Permission denied, cannot open /dev/ttyACM0', /dialout/],
  ['Error: No such file or directory, cannot open /nope', /limber scan/],
  ['Error: Inappropriate ioctl for device setting custom baud rate of 1000000', /^it is no serial port$/],
  ['Error: The disk of the moon is full.', /^The disk of the moon is full$/],
])('%s', (said, words) => expect(portWords(said)).toMatch(words));

test('a text file, a folder and nothing at all, each named as a port, are told apart', async () => {
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'hello\n');
  const refusal = (path: string): Promise<unknown> =>
    openSerialLink({ path, timeline: wallTimeline() }).catch((error: unknown) => (error as Error).message);
  expect(await refusal(text)).toBe(`The port ${text} cannot be opened: it is no serial port.`);
  expect(await refusal(folder)).toBe(`The port ${folder} cannot be opened: it is no serial port.`);
  expect(await refusal(join(folder, 'none'))).toMatch(/cannot be opened: there is no such port; limber scan/);
});
