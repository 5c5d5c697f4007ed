import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { getHeapSpaceStatistics } from 'node:v8';
import type { Noble, NobleLibrary } from '../../host/connect/noble/noble-library.ts';
import { heapBytes } from '../connect/noble/heap.ts';
import type { Room } from './room.ts';

/** What must not grow, however long it runs. */
export interface Books {
  /** What is in use after everything that can go has gone, compiled code and the flash of simulated bands apart. */
  readonly heapBytes: number;
  /** Of the process, and of all that the radio library has. */
  readonly listeners: number;
  /** Timers and handles that keep the process. */
  readonly resources: number;
}

const EVENTS = ['SIGINT', 'SIGTERM', 'exit', 'beforeExit', 'uncaughtException', 'unhandledRejection', 'warning'];

/** For the end of one band's connection the library listens in each operation, answered or not: one a band is under way, two are a leak. */
const UNDER_WAY = /^disconnect:/;

const listenersOf = (emitter: EventEmitter): number =>
  emitter
    .eventNames()
    .reduce((sum, event) => sum + emitter.listenerCount(event) - (UNDER_WAY.test(String(event)) ? 1 : 0), 0);

/** From now on it knows every radio that is opened. */
export function openBooks(): (room?: Room) => Books {
  const library = createRequire(import.meta.url)('noble') as {
    -readonly [key in keyof NobleLibrary]: NobleLibrary[key];
  };
  let present: Noble | undefined;
  const { withBindings } = library;
  library.withBindings = (kind, options) => {
    present = withBindings(kind, options);
    return present;
  };
  return (room) => ({
    heapBytes: dataBytes() - (room?.flashBytes() ?? 0),
    listeners: EVENTS.reduce((sum, event) => sum + process.listenerCount(event), 0) + (present ? ofNoble(present) : 0),
    resources: process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length,
  });
}

/** Without the engine's own compiled code, which grows for many minutes. */
function dataBytes(): number {
  heapBytes();
  const spaces = getHeapSpaceStatistics().filter(({ space_name }) => !/code|trusted/.test(space_name));
  return spaces.reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}

function ofNoble(noble: Noble): number {
  const { _bindings, _peripherals } = noble;
  const hci = _bindings._hci ? [_bindings._hci] : [];
  return [noble, _bindings, ...hci, ..._peripherals.values()].reduce((sum, one) => sum + listenersOf(one), 0);
}
