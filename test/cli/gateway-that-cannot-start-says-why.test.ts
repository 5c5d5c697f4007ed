import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../host/records/store.ts';
import { expectOneLine, runInOneProcess, runLimber, scratchFolder, startLimber } from './limber.ts';

const ONCE = ['run', '--once', '--speed', 'max'];

describe.concurrent('a gateway that cannot start says why', () => {
  test('a data directory that cannot be written', async () => {
    const file = join(scratchFolder('blocked'), 'file');
    writeFileSync(file, '');
    const finished = await runLimber([...ONCE, '--data', join(file, 'data')]);
    expectOneLine(finished, 1, /data directory .*file\/data cannot be written: a file is in the way/);
  });

  test('a data directory that is a file', async () => {
    const file = join(scratchFolder('blocked'), 'file');
    writeFileSync(file, '');
    expectOneLine(await runLimber([...ONCE, '--data', file]), 1, /cannot be written: a file is in the way/);
  });

  test('a data directory another gateway uses', async () => {
    const data = join(scratchFolder('taken'), 'data');
    const first = startLimber(['run', '--http-port', '0', '--data', data]);
    await first.printed(/Limber is at/);
    expectOneLine(await runLimber([...ONCE, '--data', data]), 1, new RegExp(`in use .* ${first.child.pid}\\b`));
    first.child.kill('SIGTERM');
    await first.finished;
  });

  test('a port of the pages that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const data = join(scratchFolder('port'), 'data');
    expectOneLine(await runLimber(['run', '--http-port', String(port), '--data', data]), 1, /Port \d+ is in use/);
    taken.close();
  });

  test('a serial port that is not there', async () => {
    const finished = await runLimber(['run', '--once', '--port', join(scratchFolder('serial'), 'nothing')]);
    expectOneLine(finished, 1, /nothing cannot be opened/);
  });
});

const ADDRESS = 'c0:ff:ee:00:00:01';

const NO_WAY: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  [
    'a controller that is not there',
    ['--link', 'noble', '--hci', '/dev/ttyNOPE', '--port', ADDRESS],
    1,
    /no such port/,
  ],
  ['a controller named alone, which is no simulation', ['--hci', '/dev/ttyNOPE', '--port', ADDRESS], 1, /no such port/],
  ['a controller that is a folder', ['--link', 'noble', '--hci', '/tmp', '--port', ADDRESS], 1, /is no serial port/],
  ['a controller without a name', ['--hci', '', '--port', ADDRESS], 2, /Expected a path/],
  ['a controller where it is not used', ['--link', 'bluez', '--hci', '/dev/ttyX'], 2, /--hci is for --link noble/],
  ['a path over the air', ['--link', 'noble', '--port', '/dev/ttyX'], 2, /is no Bluetooth address/],
  ['an address over a cable', ['--link', 'serial', '--port', ADDRESS], 2, /--link serial does not reach it/],
  ['half an address', ['--port', 'c0:ff:ee:00:00'], 2, /no whole Bluetooth address/],
  ['an address with dashes', ['--port', 'C0-FF-EE-00-00-01'], 2, /no whole Bluetooth address/],
  ['no port at all', ['--link', 'serial'], 2, /name the ports/],
  [
    'as fast as it goes',
    ['--link', 'serial', '--speed', 'max'],
    2,
    /--speed max is for bands simulated in this process/,
  ],
];

describe.concurrent('a way to bands that cannot be is one clear line', () => {
  test('named wrongly, or not there', async () => {
    const said = await runInOneProcess(NO_WAY.map(([, args]) => ['run', '--once', ...args]));
    for (const [i, [name, , code, words]] of NO_WAY.entries()) expectOneLine(said[i]!, code, words, name);
  });

  test('a controller named alone is no wish for a simulation', async () => {
    const { code, stderr } = await runLimber(['run', '--once', '--hci', '/dev/ttyNOPE']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^Listening.*\n.*no such port.*\n$/) });
  });

  test('a D-Bus that is not there', async () => {
    const environment = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${join(scratchFolder('bus'), 'nothing')}` };
    const finished = await runLimber(['run', '--once', '--link', 'bluez', '--port', ADDRESS], undefined, environment);
    expectOneLine(finished, 1, /No D-Bus answers at .*: sudo apt-get install dbus/);
  });
});

describe.concurrent('a directory with an enrolled device never falls back to simulation', () => {
  const device = { kind: 'device', id: 'band-7', name: 'left thigh band' } as const;
  const enrolIn = (data: string): void => {
    mkdirSync(data, { recursive: true });
    const store = openStore(data, { simulated: false, wallMs: () => Date.UTC(2026, 0, 5) });
    store.enrol(device);
    store.close();
  };

  test('given with --data, whatever the link', async () => {
    const data = join(scratchFolder('enrolled'), 'data');
    enrolIn(data);
    for (const link of ['auto', 'simulated']) {
      const finished = await runLimber([...ONCE, '--link', link, '--data', data]);
      expectOneLine(finished, 1, /belongs to the device left thigh band.*Connect left thigh band/);
    }
  });

  test("the gateway's own, without any option", async () => {
    const home = scratchFolder('home');
    enrolIn(join(home, 'limber', 'gateway'));
    expectOneLine(await runLimber(ONCE, home), 1, /belongs to the device left thigh band.*Connect left thigh band/);
  });

  test('another directory may still be simulated in, on demand', async () => {
    const home = scratchFolder('home');
    enrolIn(join(home, 'limber', 'gateway'));
    const { code, stderr } = await runLimber([...ONCE, '--link', 'simulated'], home);
    expect(code, stderr).toBe(0);
  });
});
