import { expect, test } from 'vitest';
import { connectTo, discover, nobleBench, SUPERVISION_MS } from './noble-bench.ts';
import { plainBand } from './plain-band.ts';

test('a band that never connects is heard, and waited for until that is given up', async () => {
  const [silent, other] = [plainBand(), plainBand({ address: 'c0:ff:ee:00:00:02' })];
  const bench = await nobleBench({ peripherals: [silent, other] });
  const cancel = bench.controller.faults.band(silent.address, 'never-connects');
  const peripheral = await bench.find(silent.address);
  const dialled = connectTo(peripheral);
  expect(await bench.hangs(dialled)).toBe(true);
  peripheral.cancelConnect();
  await expect(bench.until(dialled)).rejects.toThrow();
  await bench.connect(other.address);
  cancel();
  await bench.connect(silent.address);
  expect(silent.isConnected()).toBe(true);
});

test('a lost link is known to both when the supervision timeout is over, and the band is heard again when it is back', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  const { peripheral, at } = await bench.connect(band.address);
  let heard = 0;
  at('motion').on('data', () => heard++);
  const reason = new Promise((resolve) => peripheral.once('disconnect', resolve));
  const lostMs = bench.clock.nowMs();
  bench.controller.faults.dropLink(band.address, 10_000);
  band.notify('motion', Uint8Array.of(1));
  expect(await bench.until(reason)).toBe(8);
  expect(bench.clock.nowMs() - lostMs).toBeCloseTo(SUPERVISION_MS, -1);
  expect(heard).toBe(0);
  expect(band.isConnected()).toBe(false);
  await bench.find(band.address);
  expect(bench.clock.nowMs() - lostMs).toBeGreaterThanOrEqual(10_000);
});

test('a band that is switched off is missed when the supervision timeout is over', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  const { peripheral } = await bench.connect(band.address);
  const reason = new Promise((resolve) => peripheral.once('disconnect', resolve));
  const offMs = bench.clock.nowMs();
  band.vanish();
  expect(await bench.until(reason)).toBe(8);
  expect(bench.clock.nowMs() - offMs).toBeCloseTo(SUPERVISION_MS, -1);
});

test('a link that is lost in discovery ends the discovery', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  bench.controller.faults.band(band.address, 'lost-in-discovery');
  const peripheral = await bench.find(band.address);
  await bench.until(connectTo(peripheral));
  await expect(bench.until(discover(peripheral))).rejects.toThrow(/8/);
});

test('a band that answers nothing leaves what was asked open, and what comes after', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  const { at } = await bench.connect(band.address);
  const cancel = bench.controller.faults.band(band.address, 'answers-nothing');
  expect(await bench.hangs(at('info').readAsync())).toBe(true);
  cancel();
  expect(await bench.hangs(at('command').writeAsync(Buffer.of(1), false))).toBe(true);
});

test('without an answer about packet sizes nothing else is asked', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  bench.controller.faults.band(band.address, 'no-mtu-answer');
  const peripheral = await bench.find(band.address);
  await bench.until(connectTo(peripheral));
  expect(await bench.hangs(discover(peripheral))).toBe(true);
});

test('refused: a read gives nothing, a write and a subscription never end', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  const { at } = await bench.connect(band.address);
  const { faults } = bench.controller;
  const cancel = faults.band(band.address, 'refuses-reading');
  expect(await bench.until(at('info').readAsync())).toHaveLength(0);
  cancel();
  expect(await bench.until(at('info').readAsync())).toHaveLength(3);
  faults.band(band.address, 'refuses-writing');
  expect(await bench.hangs(at('command').writeAsync(Buffer.of(1), false))).toBe(true);
  expect(band.written).toEqual([]);
});

test('a refused subscription never ends', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  bench.controller.faults.band(band.address, 'refuses-subscribing');
  const peripheral = await bench.find(band.address);
  await bench.until(connectTo(peripheral));
  const { characteristics } = await bench.until(discover(peripheral));
  const notifying = characteristics.find(({ properties }) => properties.includes('notify'))!;
  expect(await bench.hangs(notifying.subscribeAsync())).toBe(true);
});

test('a host that is not told of sent packets stops sending when the buffers are full', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  const { at } = await bench.connect(band.address);
  await bench.until(at('command').writeAsync(Buffer.of(0), false));
  const cancel = bench.controller.faults.withholdCompleted();
  await bench.pass(100);
  for (let i = 1; i <= 20; i++)
    void at('command')
      .writeAsync(Buffer.of(i), true)
      .catch(() => {});
  await bench.pass(1000);
  expect(band.written.length).toBeLessThanOrEqual(9);
  cancel();
});

test('an adapter that resets itself has no connection left, and bands notice by themselves', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  await bench.connect(band.address);
  const sent: number[][] = [];
  bench.controller.onSend((bytes) => sent.push([...bytes]));
  bench.controller.faults.hardwareError();
  expect(sent).toEqual([[4, 0x10, 1, 0]]);
  expect(band.isConnected()).toBe(true);
  await bench.pass(SUPERVISION_MS + 10);
  expect(band.isConnected()).toBe(false);
});

test('an adapter that is pulled out powers the library off, and every band is disconnected', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  const { peripheral } = await bench.connect(band.address);
  const gone = new Promise((resolve) => peripheral.once('disconnect', resolve));
  bench.controller.faults.unplug();
  await bench.until(gone);
  expect(bench.noble.state).toBe('poweredOff');
});

test('a host that stalls gets everything afterwards, in order', async () => {
  const band = plainBand();
  const bench = await nobleBench({ peripherals: [band] });
  const { at } = await bench.connect(band.address);
  const heard: number[] = [];
  at('motion').on('data', (bytes: Buffer) => heard.push(bytes[0]!));
  bench.controller.faults.stallHost(3000);
  for (let i = 0; i < 50; i++) {
    band.notify('motion', Uint8Array.of(i));
    await bench.pass(20);
  }
  expect(heard).toEqual([]);
  await bench.pass(2500);
  expect(heard).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test('among 20,000 strangers a band is found, and no stranger is told of', async () => {
  const band = plainBand({ advertisingMs: 375 });
  const bench = await nobleBench({ peripherals: [band] });
  const cancel = bench.controller.faults.crowd(20_000);
  const found = new Set<string>();
  bench.noble.on('discover', ({ address }: { address: string }) => found.add(address));
  await bench.find(band.address);
  await bench.pass(1500);
  cancel();
  expect([...found]).toEqual([band.address]);
});
