import { expect, test } from 'vitest';
import { CHARACTERISTIC_UUIDS, SERVICE_UUID } from '../../../protocol/gatt.ts';
import { CHANNELS } from '../../../protocol/link.ts';
import { createVirtualClock } from '../../../sim/board/virtual-clock.ts';
import { gattTableOf, uuidBytes } from '../../../sim/radio/gatt-table.ts';
import { peripheralOf } from '../../../sim/radio/peripheral.ts';
import { createWorld } from '../../../sim/world.ts';

const BOOTED_MS = 3000;

function bands(seed = 3) {
  const clock = createVirtualClock();
  const { devices } = createWorld({ clock, seed });
  const peripherals = devices.map(peripheralOf);
  clock.advanceBy(BOOTED_MS);
  return { clock, devices, peripherals };
}

test('its address is random and static, its own, and the same after the power was cut', () => {
  const { clock, devices, peripherals } = bands();
  const before = peripherals.map(({ address }) => address);
  expect(new Set(before).size).toBe(3);
  for (const address of before) expect(address).toMatch(/^c[0-9a-f](:[0-9a-f]{2}){5}$/);
  for (const { board } of devices) board.reboot('power');
  clock.advanceBy(BOOTED_MS);
  expect(peripherals.map(({ address }) => address)).toEqual(before);
  expect(bands().peripherals.map(({ address }) => address)).toEqual(before);
  expect(bands(4).peripherals.map(({ address }) => address)).not.toEqual(before);
});

test('what is offered over the air is what the firmware declares', () => {
  const { devices, peripherals } = bands();
  for (const [i, { board }] of devices.entries()) {
    expect(peripherals[i]!.advertised()).toEqual([SERVICE_UUID]);
    const { attributes } = gattTableOf(peripherals[i]!);
    for (const channel of CHANNELS) {
      const declared = board.radio.characteristics[CHARACTERISTIC_UUIDS[channel]]! as Record<string, unknown>;
      const type = uuidBytes(CHARACTERISTIC_UUIDS[channel]).join();
      const row = attributes.find((one) => one.type.join() === type)!;
      const security = declared.security as { read: { encrypted: boolean }; write: { encrypted: boolean } } | undefined;
      expect({
        channel,
        readable: row.read !== undefined,
        writable: row.write !== undefined,
        notify: attributes[row.handle]?.switches === row.handle,
        guarded: row.isGuarded,
      }).toEqual({
        channel,
        readable: !!declared.readable,
        writable: !!declared.writable,
        notify: !!declared.notify,
        guarded: security?.read.encrypted === true && security.write.encrypted,
      });
    }
  }
});

test('its name, battery and version are read as the board tells them', () => {
  const { peripherals } = bands();
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  expect(peripherals.map(({ name }) => name)).toEqual(['Limber puck', 'Limber puck', 'Limber xiao']);
  expect(peripherals.map((band) => text(band.standard(0x2a24)))).toEqual(['puck', 'puck', 'xiao']);
  expect(peripherals[0]!.standard(0x2a19)).toHaveLength(1);
});

test('it is heard unless it is connected, out of range, or still starting', () => {
  const { clock, devices, peripherals } = bands();
  const [band, device] = [peripherals[0]!, devices[0]!];
  expect(band.advertises()).toBe(true);
  band.connect(15);
  expect(band.advertises()).toBe(false);
  let vanished = 0;
  band.onVanish(() => vanished++);
  device.air.dropOut(5000);
  expect(vanished).toBe(1);
  expect(band.advertises()).toBe(false);
  clock.advanceBy(5001);
  expect(band.advertises()).toBe(true);
  device.board.reboot('watchdog');
  expect(band.advertises()).toBe(false);
  clock.advanceBy(BOOTED_MS);
  expect(band.advertises()).toBe(true);
});

test('nothing brings it back but a host that dials', () => {
  const { clock, devices, peripherals } = bands();
  const states: string[] = [];
  devices[0]!.link.onState((state) => states.push(state));
  clock.advanceBy(10_000);
  peripherals[0]!.connect(15);
  devices[0]!.air.dropOut(100);
  clock.advanceBy(10_000);
  peripherals[0]!.connect(15);
  peripherals[0]!.disconnect();
  clock.advanceBy(10_000);
  expect(states).toEqual(['down', 'up', 'down', 'up', 'down']);
});
