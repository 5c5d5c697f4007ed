import { expect, test } from 'vitest';
import { connectDevice } from '../../../host/connect/device-connection.ts';
import { greet } from '../../../host/connect/greeting.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { monitorBands } from '../../../host/tools/monitor.ts';
import { monitorDocument } from '../../../host/tools/monitor-document.ts';
import { monitorLine, monitorSummary, monitorTable } from '../../../host/tools/monitor-lines.ts';
import { askPorts } from '../../../host/tools/scan-ports.ts';
import { encodeSerialPacket } from '../../../protocol/serial-framing.ts';
import { introduced, openAt, plugIn, until } from './plugged-band.ts';

/** As a receiver at half the speed sees it: every other bit, and one byte for two. A terminal of this machine has no speed of its own. */
function atHalfTheSpeed(bytes: Uint8Array): Uint8Array {
  const bits = [...bytes].map((byte) => [1, 4, 16, 64].map((bit) => (byte & bit ? 1 : 0)));
  return Uint8Array.from({ length: bytes.length >> 1 }, (_, i) =>
    [...bits[2 * i]!, ...bits[2 * i + 1]!].reduce<number>((value, bit, at) => value | (bit << at), 0),
  );
}

const mangled = (count: number): Uint8Array =>
  atHalfTheSpeed(
    Buffer.concat(Array.from({ length: count }, (_, i) => encodeSerialPacket('motion', new Uint8Array(50).fill(i)))),
  );

test('bytes without a packet in them are counted, and it is asked whether the band speaks at another speed', async () => {
  const band = await plugIn('fast');
  const { link, heard } = await openAt(band.path, { baudRate: 500_000 });
  expect(link.trouble()).toBeNull();
  band.write(mangled(40));
  await until(() => link.trouble() !== null);
  expect(link.trouble()).toMatch(/does the band speak at another speed than 500000 baud/);
  await until(() => link.discarded() > 0);
  expect(heard).toEqual([]);
  band.write(Buffer.concat([Buffer.of(0), encodeSerialPacket('motion', Uint8Array.of(8))]));
  await until(() => heard.length === 1);
  expect(link.trouble()).toBeNull();
});

test('a line that begins to damage what comes is told from that', async () => {
  const band = await plugIn('loose');
  const { link } = await openAt(band.path);
  await introduced(link, band, 'band-1');
  band.write(mangled(40));
  await until(() => link.trouble() !== null);
  expect(link.trouble()).toMatch(/is damaged: is its plug loose/);
});

test('a band that comes back at another speed is why it cannot be connected again', async () => {
  const band = await plugIn('changed', 'band-1');
  const failures: string[] = [];
  const { link, states } = await openAt(band.path, { onFailure: (error) => failures.push((error as Error).message) });
  await introduced(link, band, 'band-1');
  await band.unplug();
  await until(() => states.at(-1) === 'down');
  const again = await plugIn('changed');
  // What came before the port was open is not read.
  await until(() => {
    again.write(mangled(2));
    return failures.some((words) => words.includes('another speed'));
  });
  expect(states.at(-1)).toBe('down');
});

test('who scans the ports is told so too, and not only that nobody answers', async () => {
  const band = await plugIn('scanned');
  const talking = setInterval(() => band.write(mangled(2)), 10);
  const search = { timeline: wallTimeline(), withinMs: 500, onAsked: () => {} };
  const found = await askPorts([band.path], search);
  clearInterval(talking);
  expect(found.silent).toEqual([
    { path: band.path, failure: expect.stringMatching(/another speed than 1000000 baud/) },
  ]);
});

test('a command that asks the band who it is says so too', async () => {
  const band = await plugIn('greeted');
  const { link } = await openAt(band.path);
  const connection = connectDevice(link);
  const talking = setInterval(() => band.write(mangled(2)), 10);
  const greeting = greet(connection, wallTimeline(20));
  await expect(greeting).rejects.toMatchObject({
    code: 'link/not-up',
    message: expect.stringMatching(/does not answer\. .*another speed than 1000000 baud/),
  });
  clearInterval(talking);
  await connection.close();
});

test('who watches a band is told so beside its line, in the document and at the end', async () => {
  const band = await plugIn('watched');
  const { link } = await openAt(band.path);
  const talking = setInterval(() => band.write(mangled(2)), 10);
  const links = [{ name: band.path, placement: undefined, link }];
  const monitor = monitorBands({ links, timeline: wallTimeline(20), onSecond: () => {} });
  await until(() => monitor.states()[0]!.trouble !== null);
  clearInterval(talking);
  const states = monitor.states();
  await monitor.close();
  const words = /another speed than 1000000 baud/;
  expect(monitorTable(states, 0).at(-1)).toMatch(words);
  expect(monitorLine(states[0]!, 0)).toMatch(words);
  expect(monitorSummary(states, 0)[1]).toMatch(/never answered; What comes over .*another speed/);
  expect(monitorDocument(states[0]!, 0)).toMatchObject({ trouble: expect.stringMatching(words) });
});
