import { expect, test } from 'vitest';
import { chooseRadio, type RadioOffer, readRadioOffer } from '../../host/connect/choose-transport.ts';

const radio = { platform: 'linux', adapters: ['hci0'], softBlocked: false, hardBlocked: false, mayUseRadio: true };
const bus = { platform: 'linux', hasSocket: true, failure: null, hasBluez: true };
const offer = (radioSaid: object, busSaid: object = {}, isBusNamed = false): RadioOffer => ({
  radio: { ...radio, ...radioSaid },
  bus: { ...bus, ...busSaid },
  isBusNamed,
});

test.each([
  ['bluetoothd runs', offer({}), 'bluez', 'owns the adapter hci0'],
  ['bluetoothd runs, and this user may not open adapters', offer({ mayUseRadio: false }), 'bluez', 'bluetoothd runs'],
  ['no bluetoothd', offer({}, { hasBluez: false }), 'noble', 'no bluetoothd runs'],
  ['no bus at all', offer({}, { hasBluez: false, hasSocket: false }), 'noble', 'hci0'],
  ['no bluetoothd and no right', offer({ mayUseRadio: false }, { hasBluez: false }), 'none', 'or install BlueZ'],
  ['no adapter', offer({ adapters: [] }), 'none', 'plug one in'],
  ['blocked by software', offer({ softBlocked: true }), 'none', 'rfkill unblock'],
  ['blocked by a switch', offer({ hardBlocked: true }), 'none', 'switch it on'],
  ['a bus of its own, no adapter here', offer({ adapters: [] }, {}, true), 'bluez', 'DBUS_SYSTEM_BUS_ADDRESS'],
  ['a bus of its own without BlueZ', offer({ adapters: [] }, { hasBluez: false }, true), 'none', 'plug one in'],
  ['a bus that has no BlueZ', offer({ adapters: [] }, { hasBluez: false }, true), 'none', 'DBUS_SYSTEM_BUS_ADDRESS'],
  ['another system', offer({ platform: 'darwin', adapters: [] }, { hasBluez: false }), 'noble', 'darwin'],
])('%s', (_, offered, kind, words) => {
  expect(chooseRadio(offered)).toEqual({ kind, why: expect.stringContaining(words) });
});

test('what is chosen and why is one sentence', () => {
  const offers = [offer({}), offer({}, { hasBluez: false }), offer({ adapters: [] }), offer({ mayUseRadio: false })];
  for (const one of offers) expect(chooseRadio(one).why).toMatch(/^[A-Za-z].*\.$/);
});

test('what this machine offers can be read, whatever it is', async () => {
  expect(chooseRadio(await readRadioOffer()).why).not.toBe('');
});
