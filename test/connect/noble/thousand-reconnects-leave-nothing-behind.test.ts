import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import type { Noble, NobleLibrary } from '../../../host/connect/noble/noble-library.ts';
import { pass } from '../../virtual-time.ts';
import { heapBytes } from './heap.ts';
import { nobleRoom, numberedBand } from './noble-room.ts';

const EVENTS = [
  'SIGINT',
  'SIGTERM',
  'exit',
  'beforeExit',
  'uncaughtException',
  'unhandledRejection',
  'warning',
] as const;
const listenersOfTheProcess = (): number =>
  EVENTS.reduce((sum, event) => sum + process.listenerCount(event as 'exit'), 0);
const listenersOf = (emitter: EventEmitter): number =>
  emitter.eventNames().reduce((sum, event) => sum + emitter.listenerCount(event), 0);

/** Those that are made from now on. */
function nobles(): Noble[] {
  const library = createRequire(import.meta.url)('noble') as {
    -readonly [key in keyof NobleLibrary]: NobleLibrary[key];
  };
  const made: Noble[] = [];
  const { withBindings } = library;
  library.withBindings = (kind, options) => {
    made.push(withBindings(kind, options));
    return made.at(-1)!;
  };
  return made;
}

test('1,000 reconnects leave heap and listeners as they were, and after the end nothing of the library is in the process', async () => {
  const before = listenersOfTheProcess();
  const made = nobles();
  const bands = [1, 2, 3, 4].map(numberedBand);
  const { transport, controller, follow, until, clock } = await nobleRoom(bands);
  const followed = bands.map(follow);
  let heard = 0;
  for (const { link } of followed) link.onPacket(() => heard++);
  const allUp = () => followed.every(({ states }) => states.at(-1) === 'up');
  const reconnectAll = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      for (const { address } of bands) controller.faults.dropLink(address);
      await pass(clock, 4_100, 50);
      await until(allUp, 6_000);
    }
    for (const { states } of followed) states.splice(0, states.length - 1);
  };
  const [noble] = made;
  const books = () => {
    const { _bindings, _peripherals } = noble!;
    return {
      process: listenersOfTheProcess(),
      noble: listenersOf(noble!),
      bindings: listenersOf(_bindings),
      hci: listenersOf(_bindings._hci!),
      peripherals: [..._peripherals.values()].reduce((sum, one) => sum + listenersOf(one), 0),
      known: _peripherals.size + Object.keys(_bindings._addresses).length,
    };
  };
  // The first time the engine still compiles.
  await reconnectAll(150);
  const [heapBefore, booksBefore] = [heapBytes(), books()];
  await reconnectAll(250);
  const grownBytes = heapBytes() - heapBefore;
  console.log(`1,000 reconnects: heap ${heapBefore}, then ${grownBytes} more; listeners ${JSON.stringify(books())}`);
  expect(grownBytes).toBeLessThan(500_000);
  expect(books()).toEqual(booksBefore);
  for (const band of bands) band.notify('motion', Uint8Array.of(1));
  await until(() => heard >= 4);
  await pass(clock, 100);
  expect(heard).toBe(4);
  const closed = transport.close();
  await pass(clock, 100);
  await closed;
  expect(made).toHaveLength(1);
  expect(books()).toEqual({ process: before, noble: 0, bindings: 0, hci: 0, peripherals: 0, known: 0 });
});
