import type { Timeline } from '../../protocol/timeline.ts';
import type { BoardKind } from './board-kinds.ts';
import { createModules } from './device-modules.ts';
import { createDevicePins, type DevicePins } from './device-pins.ts';
import { createDeviceRadio, type DeviceRadio, type RadioPort } from './device-radio.ts';
import { createDeviceTimers } from './device-timers.ts';
import type { SimulatedFlash } from './flash.ts';
import type { Interpreter } from './interpreter.ts';
import { releaseAll, type SimulatedPin } from './pins.ts';

/** Everything of the chip that a reset clears. */
export interface Core {
  readonly interpreter: Interpreter;
  readonly pins: DevicePins;
  readonly radio: DeviceRadio;
  readonly globals: Record<string, unknown>;
  /** Seconds of the device's own clock since it started. */
  deviceSeconds(): number;
  /** A fault: that clock reads so much more from now on. */
  jumpClock(byS: number): void;
  /** A level that the world holds on an input: it is there again after a reset. */
  holdInput(name: string, level: boolean): void;
  reset(): void;
}

export interface CoreParts {
  readonly clock: Timeline;
  readonly flash: SimulatedFlash;
  readonly radio: RadioPort;
  readonly kind: BoardKind;
  readonly pins: ReadonlyMap<string, SimulatedPin>;
  /** Device seconds per true second. */
  readonly clockRatio: number;
  readonly interpreter: Interpreter;
}

export function createCore({ clock, flash, radio: port, kind, pins, clockRatio, interpreter }: CoreParts): Core {
  let startedMs = clock.nowMs();
  let jumpedS = 0;
  const held = new Map<string, boolean>();
  const deviceSeconds = (): number => ((interpreter.nowMs() - startedMs) / 1000) * clockRatio + jumpedS;
  const timers = createDeviceTimers(clock, interpreter, clockRatio);
  const devicePins = createDevicePins(pins, clock, interpreter, deviceSeconds);
  const radio = createDeviceRadio(port, kind.payloadBytes, clock, interpreter);
  const builtIns = createModules(flash, interpreter, kind);
  return {
    interpreter,
    pins: devicePins,
    radio,
    globals: { ...timers.globals, ...devicePins.globals, ...radio.globals, require: builtIns },
    deviceSeconds,
    jumpClock: (byS) => {
      jumpedS += byS;
    },
    holdInput: (name, level) => {
      held.set(name, level);
      devicePins.setInput(name, level);
    },
    reset: () => {
      timers.clear();
      devicePins.clear();
      radio.clear();
      interpreter.clear();
      releaseAll(pins, clock.nowMs());
      for (const [name, level] of held) devicePins.setInput(name, level);
      startedMs = clock.nowMs();
      jumpedS = 0;
    },
  };
}
