import { describe, expect, test } from 'vitest';
import type { SessionCommand } from '../../protocol/session.ts';
import { acknowledgementOf, stepSession } from '../../protocol/session.ts';
import { PRESCRIBED, SessionScene } from './session-scene.ts';

const RECORDED: readonly SessionCommand[] = [
  { kind: 'ARM', counter: 1, boot: 1, ...PRESCRIBED },
  { kind: 'LEASE', counter: 2, boot: 1, ttlMs: 2_000 },
  { kind: 'START', counter: 3, boot: 1, currentUa: 20_000 },
  { kind: 'SET', counter: 4, boot: 1, currentUa: 21_000 },
  { kind: 'PAUSE', counter: 5, boot: 1 },
  { kind: 'RESUME', counter: 6, boot: 1, currentUa: 20_000 },
];

function play(scene: SessionScene, commands: readonly SessionCommand[], authentic = true): void {
  for (const command of commands) {
    stepSession(scene.state, { kind: 'COMMAND', command, authentic });
    stepSession(scene.state, { kind: 'CONFIRM' });
  }
}

describe('a recorded session, played again', () => {
  test.each(['while it runs', 'in its rest', 'after its rest'])('%s', (when) => {
    const scene = new SessionScene({ restMs: 5_000 });
    play(scene, RECORDED);
    if (when !== 'while it runs') scene.event({ kind: 'STOP' });
    if (when === 'after its rest') scene.run(20_000, false);
    const before = { ...scene.state, rejected: 0, ackCounter: 0, ackResult: '', ackReason: '' };
    play(scene, RECORDED);
    expect({ ...scene.state, rejected: 0, ackCounter: 0, ackResult: '', ackReason: '' }).toEqual(before);
  });

  test('after a restart of the band', () => {
    const scene = new SessionScene();
    play(scene, RECORDED);
    scene.event({ kind: 'REBOOT' }).run(20_000, false);
    scene.state.counter = 0;
    play(scene, RECORDED);
    expect(scene.state).toMatchObject({ currentUa: 0, state: 'IDLE', counter: 0, ackReason: 'OTHER_BOOT' });
  });

  test('without its seal', () => {
    const scene = new SessionScene();
    play(scene, RECORDED, false);
    expect(scene.state).toMatchObject({
      state: 'IDLE',
      counter: 0,
      rejected: 6,
      ackResult: 'REFUSED',
      ackReason: 'NOT_AUTHENTIC',
    });
  });
});

test('the last command once more gets its answer once more', () => {
  const scene = new SessionScene().arm();
  const start: SessionCommand = { kind: 'START', counter: 50, boot: 1, currentUa: 20_000 };
  stepSession(scene.state, { kind: 'COMMAND', command: start, authentic: true });
  expect(acknowledgementOf(scene.state)).toEqual({ counter: 50, result: 'REFUSED', reason: 'NO_LEASE' });
  stepSession(scene.state, { kind: 'COMMAND', command: start, authentic: true });
  expect(acknowledgementOf(scene.state)).toEqual({ counter: 50, result: 'DUPLICATE', reason: 'NO_LEASE' });
  stepSession(scene.state, { kind: 'COMMAND', command: { ...start, counter: 49 }, authentic: true });
  expect(acknowledgementOf(scene.state)).toEqual({ counter: 49, result: 'REFUSED', reason: 'REPLAYED' });
});

test('STOP from anybody, with any number, for any boot, stops; and uses up no number', () => {
  for (const counter of [0, 3, 10_000, Number.NaN]) {
    const scene = new SessionScene().active();
    const numberBefore = scene.state.counter;
    const stop: SessionCommand = { kind: 'STOP', counter, boot: 99 };
    stepSession(scene.state, { kind: 'COMMAND', command: stop, authentic: false });
    expect(scene.state).toMatchObject({ currentUa: 0, state: 'LOCKOUT', stopReason: 'STOP', counter: numberBefore });
    expect(acknowledgementOf(scene.state).result).toBe('DONE');
  }
});
