import type { SkinFaults } from './faulty-skin.ts';
import type { FrontEndFaults } from './front-end-faults.ts';
import type { PowerFaults } from './power-faults.ts';

/**
 * What a campaign may do to a board from outside. Reading `frontEnd` or `skin` first brings the output up to the present,
 * so that a fault begins when it is set, not earlier.
 */
export interface BoardFaults {
  readonly frontEnd: FrontEndFaults | null;
  readonly skin: SkinFaults | null;
  readonly power: PowerFaults;
  /** Flash takes no writes any more. */
  failWrites(fails: boolean): void;
  /** One bit of each of these files is another one; without names, of every file but keys. */
  corruptFiles(names?: readonly string[]): void;
  /** Both copies of everything the stim band knows about its past. */
  corruptAccount(): void;
  /** Power is gone for this long. */
  brownOut(durationMs: number): void;
  /** Likewise for a moment, in the middle of a write to flash: flash.ts. */
  cutPowerInWrite(writesBefore: number, share: number): void;
  /** Resets that repeat, as under interference. */
  resetLoop(times: number, periodMs: number): void;
  /** The device's own clock reads that much more (or less) from now on. */
  jumpClock(byS: number): void;
  /** The button stays down, or is let go. */
  holdButton(held: boolean): void;
  /** The interpreter does nothing for this long. */
  stall(durationMs: number): void;
}

const KEYS = /\.key$/;
const ACCOUNT = ['session.a', 'session.b'];

/** The middle character's lowest bit, which no checksum misses. */
export function flipBit(text: string): string {
  const at = text.length >> 1;
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
}

export interface FaultyParts {
  readonly clock: { readonly after: (delayMs: number, callback: () => void) => unknown };
  readonly flash: {
    list(): string[];
    read(name: string): string | undefined;
    put(name: string, data: string): void;
    failWrites(fails: boolean): void;
    cutPower(writesBefore: number, share: number, onCut: () => void): void;
  };
  readonly power: PowerFaults;
  frontEnd(): FrontEndFaults | null;
  skin(): SkinFaults | null;
  reset(): void;
  jumpClock(byS: number): void;
  setButton(level: boolean): void;
  stall(durationMs: number): void;
}

export function createBoardFaults(parts: FaultyParts): BoardFaults {
  const { clock, flash } = parts;
  const corruptFiles = (names = flash.list().filter((name) => !KEYS.test(name))): void => {
    for (const name of names) flash.put(name, flipBit(flash.read(name) ?? ''));
  };
  const resetLoop = (times: number, periodMs: number): void => {
    if (times <= 0) return;
    parts.reset();
    clock.after(periodMs, () => resetLoop(times - 1, periodMs));
  };
  return {
    get frontEnd() {
      return parts.frontEnd();
    },
    get skin() {
      return parts.skin();
    },
    power: parts.power,
    failWrites: flash.failWrites,
    corruptFiles,
    corruptAccount: () => corruptFiles(flash.list().filter((name) => ACCOUNT.includes(name))),
    brownOut: (durationMs) => {
      parts.reset();
      parts.stall(durationMs);
    },
    cutPowerInWrite: (writesBefore, share) => flash.cutPower(writesBefore, share, parts.reset),
    resetLoop,
    jumpClock: parts.jumpClock,
    holdButton: parts.setButton,
    stall: parts.stall,
  };
}
