import type { Timeline } from '../../protocol/timeline.ts';
import type { Interpreter } from './interpreter.ts';
import { drive, type SimulatedPin } from './pins.ts';

interface WatchOptions {
  readonly edge?: 'rising' | 'falling' | 'both';
  readonly repeat?: boolean;
  readonly debounce?: number;
}

interface Watch {
  readonly pin: SimulatedPin;
  readonly options: WatchOptions;
  readonly callback: (event: object) => void;
}

/** Pins as the firmware sees them. */
export interface DevicePins {
  readonly globals: Record<string, unknown>;
  /** The world changes the level of an input. */
  setInput(name: string, level: boolean): void;
  pin(name: string): SimulatedPin;
  clear(): void;
}

export function createDevicePins(
  pins: ReadonlyMap<string, SimulatedPin>,
  timeline: Timeline,
  interpreter: Interpreter,
  deviceSeconds: () => number,
): DevicePins {
  let watches = new Map<number, Watch>();
  let nextId = 1;
  const handles = new Map([...pins].map(([name, pin]) => [name, handleOf(pin, interpreter)]));
  const pinOf = (handle: { pin: SimulatedPin }): SimulatedPin => handle.pin;

  const notice = (id: number, level: boolean): void => {
    const watch = watches.get(id);
    if (!watch || watch.pin.level !== level) return;
    if (!watch.options.repeat) watches.delete(id);
    interpreter.enqueue(() => watch.callback({ state: level, time: deviceSeconds() }), 'event');
  };
  const wants = ({ options }: Watch, level: boolean): boolean =>
    options.edge === 'both' || options.edge === undefined || (options.edge === 'rising') === level;

  return {
    globals: {
      ...Object.fromEntries(handles),
      pinMode: () => {},
      digitalWrite: (handles: { pin: SimulatedPin } | { pin: SimulatedPin }[], level: unknown) => {
        const all = 'pin' in handles ? [handles] : [...handles].reverse();
        // Of several pins the last one has the lowest bit.
        for (const [bit, handle] of all.entries())
          drive(pinOf(handle), all.length > 1 ? ((Number(level) >> bit) & 1) > 0 : !!level, interpreter.nowMs());
      },
      digitalRead: (handle: { pin: SimulatedPin }) => (pinOf(handle).level ? 1 : 0),
      analogRead: (handle: { pin: SimulatedPin }) => pinOf(handle).analog(),
      setWatch: (callback: (event: object) => void, handle: { pin: SimulatedPin }, options: WatchOptions) => {
        watches.set(nextId, { pin: pinOf(handle), options, callback });
        return nextId++;
      },
      clearWatch: (id: number) => void watches.delete(id),
    },
    setInput: (name, level) => {
      const pin = pins.get(name)!;
      if (pin.level === level) return;
      drive(pin, level, timeline.nowMs());
      for (const [id, watch] of watches) {
        if (watch.pin === pin && wants(watch, level))
          timeline.after(watch.options.debounce ?? 0, () => notice(id, level));
      }
    },
    pin: (name) => pins.get(name)!,
    clear: () => {
      watches = new Map();
    },
  };
}

function handleOf(pin: SimulatedPin, interpreter: Interpreter): object {
  return {
    pin,
    write: (level: unknown) => drive(pin, !!level, interpreter.nowMs()),
    read: () => pin.level,
    set: () => drive(pin, true, interpreter.nowMs()),
    reset: () => drive(pin, false, interpreter.nowMs()),
  };
}
