import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openBluez } from '../../../host/connect/bluez/bluez-transport.ts';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { openPrivateBus } from '../../../sim/bluez/private-bus.ts';
import { bluezBench, busFolder } from './bluez-bench.ts';

const timeline = wallTimeline();
const refusal = (words: string) => ({ code: 'link/radio-unavailable', message: expect.stringContaining(words) });

test('no D-Bus socket, which ends the process of whoever has no error listener: what to install and start', async () => {
  const busAddress = `unix:path=${join(busFolder(), 'nothing')}`;
  await expect(openBluez({ timeline, busAddress })).rejects.toMatchObject(refusal('sudo apt-get install dbus'));
});

test('an address that is none, over which dbus-next stumbles: what an address looks like', async () => {
  const opening = openBluez({ timeline, busAddress: 'nonsense' });
  await expect(opening).rejects.toMatchObject(refusal('"nonsense" is no address of a D-Bus'));
});

test('a socket behind which nobody speaks D-Bus: within 6 s', async () => {
  const path = join(busFolder(), 'mute');
  const server = createServer(() => {}).listen(path);
  onTestFinished(() => void server.close());
  const fast = wallTimeline(2);
  const beganMs = fast.nowMs();
  const opening = openBluez({ timeline: fast, busAddress: `unix:path=${path}` });
  await expect(opening).rejects.toMatchObject(refusal('does not answer'));
  expect(fast.nowMs() - beganMs).toBeLessThan(6_000);
});

test('a bus without bluetoothd: what to install and start', async () => {
  const bus = await openPrivateBus(busFolder());
  onTestFinished(bus.close);
  await expect(openBluez({ timeline, busAddress: bus.address })).rejects.toMatchObject(
    refusal('sudo apt-get install bluez, then sudo systemctl enable --now bluetooth'),
  );
});

test('a bluetoothd without an adapter', async () => {
  const { open } = await bluezBench({ withoutAdapter: true });
  await expect(open()).rejects.toMatchObject(refusal('plug one in'));
});

test('an adapter that is off', async () => {
  const { open } = await bluezBench({ isPowered: false });
  await expect(open()).rejects.toMatchObject(refusal('bluetoothctl power on'));
});

test('a bus whose policy lets this user not talk to bluetoothd: the group to join', async () => {
  const rules = `<policy context="mandatory"><deny send_destination="org.bluez" send_type="method_call"/></policy>`;
  const { open } = await bluezBench({ rules });
  await expect(open()).rejects.toMatchObject(refusal('usermod -aG bluetooth'));
});

test('a bus that lets nobody in any more, at whose refusal dbus-next throws where nobody can catch it', async () => {
  const bus = await openPrivateBus(busFolder(), '<limit name="max_connections_per_user">0</limit>');
  onTestFinished(bus.close);
  await expect(openBluez({ timeline, busAddress: bus.address })).rejects.toMatchObject(refusal('maximum number'));
});
