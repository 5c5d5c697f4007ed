import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { adapterTrouble } from '../../../host/connect/noble/adapter-words.ts';
import { openNoble } from '../../../host/connect/noble/noble-transport.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { openPseudoTerminal } from '../../../sim/pseudo-terminal.ts';

const linux = { platform: 'linux', adapters: ['hci0'], softBlocked: false, hardBlocked: false, mayUseRadio: true };

test.each([
  ['no adapter', { state: 'unsupported' }, { ...linux, adapters: [] }, /no adapter.*plug one in/],
  ['blocked', { state: 'poweredOff' }, { ...linux, softBlocked: true }, /rfkill unblock bluetooth/],
  ['not permitted', { state: 'unauthorized' }, { ...linux, mayUseRadio: false }, /setcap cap_net_raw,cap_net_admin/],
  ['switched off', { state: 'poweredOff' }, linux, /bluetoothctl power on/],
  ['without Low Energy', { state: 'unsupported' }, linux, /Bluetooth 4\.0/],
  ['silent', { state: 'unknown' }, linux, /did not answer.*systemctl restart bluetooth/],
  ['native part that does not load', { state: 'unknown', said: 'No native build' }, linux, /npm rebuild/],
  ['another system', { state: 'unknown' }, { ...linux, platform: 'win32' }, /only Linux/],
])('%s: what to do about it is said', (_, account, facts, words) => {
  const trouble = adapterTrouble(undefined, { said: '', ...account }, facts);
  expect(trouble).toMatchObject({ code: 'link/radio-unavailable', message: expect.stringMatching(words) });
});

test('a port that is not there, and one that is no controller, are refused in words within 6 s, and nothing stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'limber-hci-'));
  const terminal = await openPseudoTerminal({
    path: join(folder, 'modem'),
    queueBytes: 1024,
    onHost: () => {},
    onBytes: () => {},
  });
  onTestFinished(async () => {
    await terminal.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const before = process.listenerCount('exit') + process.listenerCount('SIGINT');
  const refusal = (hci: string) => openNoble({ timeline: wallTimeline(), hci }).catch((error: unknown) => error);
  const beganMs = performance.now();
  const [missing, mute] = await Promise.all([refusal(join(folder, 'nothing')), refusal(terminal.path)]);
  expect(performance.now() - beganMs).toBeLessThan(6_000);
  expect(missing).toMatchObject({
    code: 'link/radio-unavailable',
    message: expect.stringContaining('cannot be opened: there is no such port'),
  });
  expect(mute).toMatchObject({
    code: 'link/radio-unavailable',
    message: expect.stringContaining('does not answer as a Bluetooth controller does'),
  });
  expect(process.listenerCount('exit') + process.listenerCount('SIGINT')).toBe(before);
});

test("the system's own adapter is there, or what is missing is said within 6 s, by us alone", async () => {
  const printed = (['log', 'warn'] as const).map((name) => vi.spyOn(console, name));
  const beganMs = performance.now();
  const opened = await openNoble({ timeline: wallTimeline() }).catch((error: unknown) => error);
  expect(performance.now() - beganMs).toBeLessThan(6_000);
  if (opened instanceof Error)
    expect(opened).toMatchObject({ code: 'link/radio-unavailable', message: expect.stringMatching(/: .*: ./) });
  else await (opened as { close(): Promise<void> }).close();
  for (const one of printed) expect(one).not.toHaveBeenCalled();
});
