import { expect, test } from 'vitest';
import { bandDoubts, type FoundBand, firmwareFit } from '../../host/tools/scan-band.ts';
import { type ScanResult, scanDocument, scanLines } from '../../host/tools/scan-lines.ts';
import { portFailure } from '../../host/tools/scan-ports.ts';
import type { Hello } from '../../protocol/message.ts';
import { helloOf, MANIFEST } from './found-bands.ts';

const onPort = (index: number, change: Partial<Hello> = {}, more: Partial<FoundBand> = {}): FoundBand => ({
  via: 'serial',
  where: `/dev/ttyACM${index}`,
  hello: helloOf({ deviceId: `band-${String(index).padStart(3, '0')}`, ...change }),
  batteryPercent: 80,
  calibratedAtMs: Date.UTC(2026, 9, 3),
  ...more,
});
const resultOf = (bands: readonly FoundBand[], more: Partial<ScanResult> = {}): ScanResult => ({
  bands,
  silent: [],
  bluetooth: null,
  bluetoothWanted: false,
  serialWanted: true,
  ...more,
});

test.each([
  [{}, 'same'],
  [{ firmwareHash: 12 }, 'other build'],
  [{ firmwareVersion: '1.10.0' }, 'newer'],
  [{ firmwareVersion: '1.1.9' }, 'older'],
  [{ development: true }, 'development'],
  [{ onTrial: true }, 'on-trial'],
  [{ role: 'ROLE_STIM', firmwareHash: 22 }, 'same'],
] as const)('firmware of a band that says %j is %s', (change, fit) => {
  expect(firmwareFit(helloOf(change), MANIFEST)).toBe(fit);
});

test('nothing built, nothing to compare with', () => {
  expect(firmwareFit(helloOf(), null)).toBe('unknown');
});

test('a band that nothing is the matter with is a line of the table and no more', () => {
  const lines = scanLines(resultOf([onPort(0)]), MANIFEST);
  expect(lines).toEqual([
    'band      role    board  firmware    keys  battery  calibrated  where',
    'band-000  motion  puck   1.2.0 same  yes      80 %  2026-10-03  /dev/ttyACM0',
    '1 band on serial ports',
  ]);
});

test.each([
  [{ calibrationTag: 0 }, {}, /never calibrated: limber calibrate/],
  [{ configurationId: 0 }, {}, /sensor does not answer/],
  [{ role: 'ROLE_STIM', enrolled: false }, {}, /no keys: limber enrol/],
  [{ resetCause: 'WATCHDOG' }, {}, /watchdog/],
  [{ protocolVersion: 99 }, {}, /speaks protocol 99/],
  [{ firmwareVersion: '0.9.0' }, {}, /older.*limber update/],
  [{}, { batteryPercent: 12 }, /battery low/],
  [{}, { calibrationFault: 'it is damaged' }, /of no use \(it is damaged\)/],
] as const)('of a band that says %j %j it is told what to do', (change, more, words) => {
  expect(bandDoubts(onPort(0, change, more), MANIFEST).join('\n')).toMatch(words);
});

test('what two hundred bands share is said once, in the order of their numbers', () => {
  const bands = Array.from({ length: 200 }, (_, i) => onPort(199 - i, { calibrationTag: i % 2 }));
  const lines = scanLines(resultOf(bands), MANIFEST);
  expect(lines).toHaveLength(1 + 200 + 1 + 1);
  expect(lines[1]).toMatch(/^band-000 /);
  expect(lines.at(-1)).toBe('  band-001, band-003, band-005, band-007 and 96 more: never calibrated: limber calibrate');
});

test('silent ports, ports that nobody may use and a missing radio each get their line', () => {
  const silent = [
    { path: '/dev/ttyS0' },
    {
      path: '/dev/ttyACM8',
      failure: portFailure('The port /dev/ttyACM8 cannot be opened: Error: Permission denied, cannot open'),
    },
    {
      path: '/dev/ttyACM9',
      failure: portFailure('The port cannot be opened: Error Resource temporarily unavailable Cannot lock port.'),
    },
  ];
  const lines = scanLines(
    resultOf([], { silent, bluetooth: 'No Bluetooth: no adapter.', bluetoothWanted: true }),
    MANIFEST,
  );
  expect(lines[0]).toMatch(/^no bands on serial ports; no answer at \/dev\/ttyS0\. /);
  expect(lines.slice(1)).toEqual([
    '  /dev/ttyACM8: you may not use it: sudo usermod -aG dialout "$USER", then log in again',
    '  /dev/ttyACM9: held by another program, a gateway or a terminal: end it and scan again',
    'Bluetooth was not searched. No Bluetooth: no adapter.',
  ]);
});

test('a band heard over Bluetooth is known by its address and signal strength', () => {
  const heard: FoundBand = {
    via: 'bluetooth',
    where: 'c0:ff:ee:00:00:01',
    signalDbm: -61,
    advertisedName: 'Limber puck',
  };
  const lines = scanLines(resultOf([heard], { bluetoothWanted: true }), MANIFEST);
  expect(lines[1]).toMatch(/^Limber puck\s+-61 dBm\s+c0:ff:ee:00:00:01$/);
  expect(lines[2]).toBe('1 band on serial ports and Bluetooth');
});

test('the document for programs has every field, with null where nothing is known', () => {
  const document = scanDocument(resultOf([onPort(3, { simulated: true })]), MANIFEST) as { bands: object[] };
  expect(document).toMatchObject({ schema: 'limber/scan/1', silent_ports: [], bluetooth: { searched: false } });
  expect(document.bands[0]).toMatchObject({
    id: 'band-003',
    simulated: true,
    firmware: { version: '1.2.0', fit: 'same' },
    calibrated_at: '2026-10-03T00:00:00.000Z',
    signal_dbm: null,
    doubts: [],
  });
});
