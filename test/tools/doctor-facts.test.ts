import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedBroker } from '../../host/relay/embedded-broker.ts';
import { askBroker, judgeBroker } from '../../host/tools/doctor-broker.ts';
import { namesOnBus } from '../../host/tools/doctor-bus.ts';
import { judgeDirectory } from '../../host/tools/doctor-data.ts';
import { readDataFacts } from '../../host/tools/doctor-data-facts.ts';
import { radioTrouble } from '../../host/tools/doctor-radio.ts';
import { readRadioFacts } from '../../host/tools/doctor-radio-facts.ts';
import { readBusFacts, readDiskFacts, readPagesFacts } from '../../host/tools/doctor-system-facts.ts';
import { temporaryStore } from '../records/session-fixture.ts';

const nowMs = (): number => performance.now();

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'limber-doctor-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a broker that answers, one that knows another password and a closed port are told apart', async () => {
  const broker = await startEmbeddedBroker({ newSecret: () => 'right' });
  onTestFinished(() => broker.close());
  const { url, username } = broker.address;
  expect(judgeBroker(await askBroker(broker.address, nowMs)).verdict).toBe('ok');
  const stranger = judgeBroker(await askBroker({ url, username, password: 'wrong' }, nowMs));
  expect(stranger).toMatchObject({ verdict: 'fail', text: expect.stringMatching(/bad username or password/) });
  const closed = judgeBroker(await askBroker({ url: 'mqtt://127.0.0.1:1' }, nowMs));
  expect(closed.text).toBe('mqtt://127.0.0.1:1 cannot be used: nothing listens at that port (ECONNREFUSED)');
});

const BUS_CONFIGURATION = (
  socket: string,
): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`;

/** A bus of its own; undefined, and said, where there is no dbus-daemon. */
async function privateBus(): Promise<string | undefined> {
  const path = folder();
  const socket = join(path, 'bus');
  writeFileSync(join(path, 'bus.conf'), BUS_CONFIGURATION(socket));
  let daemon: ChildProcess;
  try {
    daemon = spawn('dbus-daemon', [`--config-file=${join(path, 'bus.conf')}`, '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(daemon, 'spawn');
  } catch {
    console.info('no dbus-daemon here: what it would answer is not tried');
    return undefined;
  }
  onTestFinished(() => void daemon.kill());
  await once(daemon.stdout!, 'data');
  return socket;
}

test('a real bus is asked who is there', async ({ skip }) => {
  const socket = await privateBus();
  if (!socket) return skip();
  const names = await namesOnBus(socket, ['org.bluez', 'org.freedesktop.DBus'], process.getuid!());
  expect([...names]).toEqual(['org.freedesktop.DBus']);
  expect(await readBusFacts(`unix:path=${socket}`)).toMatchObject({ hasSocket: true, failure: null, hasBluez: false });
});

test('what is no bus is said not to answer as one', async () => {
  const socket = join(folder(), 'bus');
  const server = createServer((connection) => connection.end('REJECTED\r\n')).listen(socket);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  expect((await readBusFacts(`unix:path=${socket}`)).failure).toMatch(/lets this user not in/);
});

test('an adapter that is blocked, and a user without the rights, are read from the system', () => {
  const root = folder();
  const put = (path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  expect(radioTrouble(readRadioFacts(root, 'linux'))).toMatch(/no adapter/);
  put('sys/class/bluetooth/hci0/address', '');
  put('sys/class/rfkill/rfkill3/type', 'bluetooth\n');
  put('sys/class/rfkill/rfkill3/soft', '1\n');
  expect(radioTrouble(readRadioFacts(root, 'linux'))).toMatch(/rfkill unblock bluetooth/);
  put('sys/class/rfkill/rfkill3/soft', '0\n');
  put('proc/self/status', 'Name:\tnode\nCapEff:\t0000000000000000\n');
  expect(radioTrouble(readRadioFacts(root, 'linux'))).toMatch(/setcap/);
  put('proc/self/status', 'Name:\tnode\nCapEff:\t0000000000003000\n');
  expect(radioTrouble(readRadioFacts(root, 'linux'))).toBeNull();
});

test('of a data directory: whose it is, whether a gateway uses it, its keys, its chain', () => {
  const store = temporaryStore();
  const path = join(store.database.path, '..');
  store.audit.append({ person: 'p-7', by: 'patient', kind: 'comfort', document: {} });
  const running = readDataFacts(path);
  expect(running).toMatchObject({ exists: true, isWritable: true, kind: 'simulation', isHeld: true, hasHolder: true });
  expect(running.database).toMatchObject({ failure: null, chain: { intact: true, records: 1 } });
  store.close();
  expect(readDataFacts(path)).toMatchObject({ isHeld: false, hasHolder: false });
  mkdirSync(join(path, 'keys'));
  for (const name of ['b.link.key.json', 'b.prescription.key.json']) writeFileSync(join(path, 'keys', name), '{}');
  chmodSync(join(path, 'keys', 'b.link.key.json'), 0o600);
  chmodSync(join(path, 'keys', 'b.prescription.key.json'), 0o644);
  const { keys } = readDataFacts(path);
  expect(keys).toEqual({
    files: 2,
    exposed: [join(path, 'keys', 'b.prescription.key.json')],
    prescriptionKeys: [join(path, 'keys', 'b.prescription.key.json')],
  });
});

test('a damaged page in the midst of a database is a finding', () => {
  const path = folder();
  temporaryStore({ dataDir: path }).close();
  const file = join(path, 'records.db');
  const bytes = readFileSync(file);
  bytes.fill(0xff, bytes.length - 2048, bytes.length - 1984);
  writeFileSync(file, bytes);
  const { failure } = readDataFacts(path).database!;
  expect(failure).toMatchObject({ code: 'records/corrupt', message: expect.stringMatching(/^[^\n]+$/) });
});

test('a damaged database is a finding, and a directory that is not there is not made', () => {
  const path = folder();
  writeFileSync(join(path, 'records.db'), 'no database at all, but long enough to be looked at as one'.repeat(20));
  expect(readDataFacts(path).database?.failure?.code).toBe('records/corrupt');
  expect(readDataFacts(join(path, 'nowhere'))).toMatchObject({ exists: false, database: null });
  expect(existsSync(join(path, 'nowhere'))).toBe(false);
  expect(judgeDirectory(readDataFacts(join(path, 'records.db')))).toMatchObject({
    verdict: 'fail',
    text: expect.stringMatching(/is no folder$/),
  });
});

test('the disk is tried beside the records, and nothing of that stays', () => {
  const path = folder();
  const facts = readDiskFacts(join(path, 'not', 'yet'), nowMs);
  expect(facts).toMatchObject({ path, failure: null });
  expect(facts.speed!.megabytesPerS).toBeGreaterThan(0);
  expect(existsSync(join(path, 'not'))).toBe(false);
});

test('a port that somebody has is not free', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  expect((await readPagesFacts(port)).isFree).toBe(false);
});
