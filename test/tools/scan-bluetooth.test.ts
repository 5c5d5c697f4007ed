import { expect, onTestFinished, test } from 'vitest';
import { silentRadio } from '../../host/tools/doctor-radio.ts';
import { runLimber } from '../cli/limber.ts';
import { bluezBench } from '../connect/bluez/bluez-bench.ts';
import { plainBand } from '../sim/radio/plain-band.ts';
import { servedRadio } from '../sim/radio/served-radio.ts';

const BAND = { address: 'c0:ff:ee:00:00:01', name: 'Limber puck', signalDbm: -61 };
const OTHER_BAND = { address: 'c0:ff:ee:00:00:02', name: 'Limber xiao', signalDbm: -87 };

test('the real radio library hears the bands in the room, and nobody else, and prints nothing', async () => {
  const { path, controller } = await servedRadio([plainBand(BAND), plainBand(OTHER_BAND)]);
  onTestFinished(controller.faults.crowd(20));
  const overIt = ['--link', 'noble', '--hci', path];
  const { code, stdout, stderr } = await runLimber(['scan', '--no-serial', '--seconds', '1', '--json', ...overIt]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { bands, bluetooth } = JSON.parse(stdout) as { bands: { where: string }[]; bluetooth: object };
  expect(bluetooth).toEqual({ searched: true, reason: null });
  expect(bands).toMatchObject([
    { via: 'bluetooth', where: BAND.address, signal_dbm: -61, advertised_name: 'Limber puck' },
    { via: 'bluetooth', where: OTHER_BAND.address, signal_dbm: -87, advertised_name: 'Limber xiao' },
  ]);
});

test('bands behind a bluetoothd are listed too, where that owns the adapter', async () => {
  const { bus } = await bluezBench();
  const environment = { DBUS_SYSTEM_BUS_ADDRESS: bus.address };
  const { code, stdout } = await runLimber(['scan', '--no-serial', '--seconds', '1', '--json'], undefined, environment);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    bands: [{ via: 'bluetooth', where: 'c0:ff:ee:00:00:01', signal_dbm: -61, advertised_name: 'Limber 1' }],
    bluetooth: { searched: true, reason: null },
  });
});

test.each([
  [['--no-serial'], []],
  [
    ['--only', '--port', '/dev/ttyNOTHERE'],
    [/^no bands on serial ports/, /^ {2}\/dev\/ttyNOTHERE: /],
  ],
])('without an adapter scan %s ends well, and one line says what to do', async (flags, before) => {
  const { code, stdout } = await runLimber([
    'scan',
    ...flags,
    '--seconds',
    '1',
    '--hci',
    '/tmp/there-is-no-such-adapter',
  ]);
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toEqual(
    [...before, /^Bluetooth was not searched\. The Bluetooth controller at .+: there is no such port/].map((line) =>
      expect.stringMatching(line),
    ),
  );
});

test.each([
  ['unsupported', '', /no Bluetooth Low Energy/],
  ['unauthorized', '', /privacy settings/],
  ['poweredOff', '', /bluetoothctl power on/],
  ['', '', /did not answer within 3 s/],
  ['', 'No native build was found\nat x', /its library failed \(No native build was found\): npm rebuild/],
])('a radio that ends as "%s" (%s) is told with what to do', (state, failure, words) => {
  expect(silentRadio(state, failure)).toMatch(words);
});

test('a radio that was up has nothing to be told about', () => {
  expect(silentRadio('poweredOn', '')).toBeNull();
});
