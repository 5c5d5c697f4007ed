import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { EspruinoConsole } from '../../host/tools/espruino-session.ts';
import { crc32OfText } from '../../host/tools/flash-plan.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { SimulatedConsole } from '../../sim/console.ts';

/**
 * The program of a process of its own: the espruino package over a radio library that is not there, with the calls and events of
 * noble 2.8 (read in its source). Prints what it found.
 */
const [name = '', wanted = name] = process.argv.slice(2);
const NORDIC = '6e40000XB5A3F393E0A9E50E24DCCA9E'.toLowerCase();
const uuid = (digit: number): string => NORDIC.replace('x', String(digit));

const flash = createFlash(40_960);
const board = new SimulatedConsole({ environment: 'PUCKJS', version: '2v29', flash, flashBytes: 40_960 });
const written: number[] = [];

const rx = Object.assign(new EventEmitter(), { uuid: uuid(3), subscribe: (done: () => void) => setImmediate(done) });
const tx = {
  uuid: uuid(2),
  write: (bytes: Buffer, _withoutResponse: boolean, done: () => void) => {
    written.push(bytes.length);
    board.receive(bytes);
    setImmediate(done);
  },
};
board.onOutput = (bytes) => {
  for (let at = 0; at < bytes.length; at += 20) rx.emit('data', Buffer.from(bytes.subarray(at, at + 20)));
};
const peripheral = Object.assign(new EventEmitter(), {
  address: 'c0:ff:ee:00:00:01',
  rssi: -60,
  advertisement: { localName: name, serviceUuids: [uuid(1)] },
  connect: (done: (error?: Error) => void) => setImmediate(done),
  disconnect: () => peripheral.emit('disconnect'),
  discoverAllServicesAndCharacteristics: (done: (error: null, services: object[], found: object[]) => void) =>
    setImmediate(() => done(null, [{ uuid: uuid(1) }], [tx, rx])),
});
const noble = Object.assign(new EventEmitter(), {
  state: 'poweredOn',
  startScanning: () => setImmediate(() => noble.emit('discover', peripheral)),
  stopScanning: () => {},
});
noble.on('newListener', (event) => {
  if (event === 'stateChange') setImmediate(() => noble.emit('stateChange', 'poweredOn'));
});
const require = createRequire(import.meta.url);
require.cache[require.resolve('noble')] = { exports: noble, loaded: true } as unknown as NodeJS.Module;

const session = new EspruinoConsole(() => {});
const text = 'x'.repeat(3000);
try {
  const identity = await session.answer({ kind: 'open', port: { kind: 'ble', path: wanted } });
  await session.answer({ kind: 'type', text: '\u0010reset();\n', quietMs: 100 });
  await session.answer({ kind: 'send', name: 'limber.a', bytes: text, timeoutMs: 20_000 });
  const crc = await session.answer({
    kind: 'evaluate',
    expression: 'E.CRC32(require("Storage").read("limber.a"))',
    timeoutMs: 5000,
  });
  const isWhole = Number(crc) === crc32OfText(text) && flash.read('limber.a') === text;
  process.stdout.write(JSON.stringify({ identity, isWhole, longestWrite: Math.max(...written) }));
} catch (cause) {
  process.stdout.write(JSON.stringify(session.failureOf(cause)));
}
process.exit(0);
