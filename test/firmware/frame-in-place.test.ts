import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { HARD } from '../../firmware/stimulator/hard-limits.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { beginReassembly, takePacket } from '../../protocol/fragment.ts';
import { decodeStimulationFrame, type StimulationFrame } from '../../protocol/message.ts';
import { DEFAULT_SESSION_CONFIG, initialSession, type SessionState } from '../../protocol/session.ts';

/** What of stimulation-message.ts is tried here. */
interface Telling {
  stimulationFrame(state: SessionState, monitor: Readings, asksKeys: boolean): object;
  writeFrame(frame: object): void;
  freshenFrame(state: SessionState, monitor: Readings): boolean;
  sendFrame(outlet: { counter: number; emit(packet: Uint8Array): void }): void;
}
interface Readings {
  currentUa(): number;
  impedanceOhm(): number;
}

let nowS = 1;
beforeAll(() => {
  vi.stubGlobal('getTime', () => nowS);
  vi.stubGlobal('E', { CRC32: crc32 });
});
afterAll(() => void vi.unstubAllGlobals());

function frameIn(packet: Uint8Array): StimulationFrame {
  const message = takePacket(beginReassembly(), packet, crc32);
  const frame = decodeStimulationFrame(message!);
  if (!frame.ok) throw new Error(frame.reason);
  return frame.value;
}

test('a frame freshened in place says what a whole one says; a change of state makes a whole one', async () => {
  // By its address: the compiler would want Espruino's library for it, which this project does not have.
  const { href } = new URL('../../firmware/stimulator/stimulation-message.ts', import.meta.url);
  const telling = (await import(href)) as Telling;
  const state = {
    ...initialSession(DEFAULT_SESSION_CONFIG, 7, HARD),
    state: 'ACTIVE' as const,
    sessionLimitMs: 600_000,
  };
  Object.assign(state, { currentUa: 6000, contactOk: true, stopReason: 'STOP', sessions: 3, changes: 5 });
  const readings = { ua: 5990, ohm: 1500 };
  const monitor = { currentUa: () => readings.ua, impedanceOhm: () => readings.ohm };
  let packet = new Uint8Array(0);
  const emit = (bytes: Uint8Array): void => {
    packet = Uint8Array.from(bytes);
  };
  const outlet = { counter: 62, emit };
  const whole = (): StimulationFrame => {
    telling.writeFrame(telling.stimulationFrame(state, monitor, false));
    telling.sendFrame(outlet);
    return frameIn(packet);
  };

  const first = whole();
  const moved = { sessionMs: 1300, dayMs: 99_000, pulses: 130, chargeNc: 7, chargePc: 1, peakCurrentUa: 6000 };
  Object.assign(state, moved, { counter: 41, batteryPercent: 77 });
  Object.assign(readings, { ua: 6010, ohm: 1480 });
  nowS = 4000.25;
  expect(telling.freshenFrame(state, monitor)).toBe(true);
  telling.sendFrame(outlet);
  const fresh = frameIn(packet);
  const again = whole();
  expect(fresh).toEqual({ ...again, sequence: first.sequence + 1 });
  expect(again.sequence).toBe(first.sequence + 2);
  expect(fresh.pulses).toBe(130);

  state.changes++;
  expect(telling.freshenFrame(state, monitor)).toBe(false);
  whole();
  state.currentUa = 0;
  expect(telling.freshenFrame(state, monitor)).toBe(false);
});
