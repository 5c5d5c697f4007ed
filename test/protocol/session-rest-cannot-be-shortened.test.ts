import { describe, expect, test } from 'vitest';
import { HARD_CEILINGS } from '../../protocol/limits.ts';
import type { SessionEvent } from '../../protocol/session.ts';
import { isLive, isRunning } from '../../protocol/session.ts';
import { memoryOf, restoredSession } from '../../protocol/session-memory.ts';
import { SessionScene } from './session-scene.ts';

const SESSION_MS = 1_800_000;
const REST_MS = 1_800_000;
const HOURS_MS = 4 * 3_600_000;

/** Ways to end a session early, by somebody who wants more of it than is allowed. */
const WAYS: readonly [string, number, (scene: SessionScene) => unknown][] = [
  ['STOP at 59 s, again and again', 59_000, (scene) => scene.event({ kind: 'STOP' })],
  ['STOP just before the end', SESSION_MS - 1_000, (scene) => scene.event({ kind: 'STOP' })],
  ['leases that end', 300_000, (scene) => scene.run(2_600, false)],
  ['a pad that lifts', 29_000, (scene) => scene.event({ kind: 'CONTACT', ok: false })],
  ['a pause that is too long', 120_000, (scene) => pauseFor(scene, 301_000)],
  ['a pause at 59 s, over and over', 59_000, (scene) => pauseFor(scene, 1_000)],
  ['the charger', 600_000, (scene) => scene.event({ kind: 'CHARGER', connected: true })],
  ['a battery that runs low', 100_000, (scene) => scene.event({ kind: 'BATTERY', percent: 10 }).run(130_000)],
  ['other keys after a STOP', 59_000, (scene) => scene.event({ kind: 'STOP' }).event({ kind: 'ENROLLED' })],
  ['a battery pulled out', 59_000, (scene) => pullBattery(scene)],
];

function pauseFor(scene: SessionScene, ms: number): void {
  scene.send('PAUSE');
  scene.run(ms);
}

function pullBattery(scene: SessionScene): void {
  const memory = JSON.parse(JSON.stringify(memoryOf(scene.state)));
  Object.assign(scene.state, restoredSession(scene.state.config, HARD_CEILINGS, memory, 10_000));
}

/** Sees output and quiet from outside, tick by tick: the most output that no full rest parts. */
class WatchedScene extends SessionScene {
  private outputMs = 0;
  private quietMs = 0;
  worstMs = 0;

  override event(event: SessionEvent): this {
    if (event.kind === 'TICK') this.watch(this.state.config.tickMs);
    return super.event(event);
  }

  private watch(tickMs: number): void {
    if (isLive(this.state)) this.outputMs += tickMs;
    this.quietMs = isRunning(this.state) ? 0 : this.quietMs + tickMs;
    if (this.quietMs >= REST_MS) this.outputMs = 0;
    this.worstMs = Math.max(this.worstMs, this.outputMs);
  }
}

function insist(scene: SessionScene): void {
  scene.event({ kind: 'CONTACT', ok: true }).event({ kind: 'CHARGER', connected: false });
  scene.event({ kind: 'BATTERY', percent: 100 }).send('ACK_FAULT', { fault: scene.state.fault });
  if (scene.state.state === 'PAUSED') scene.send('RESUME', { currentUa: 4_000 });
  else scene.arm({ sessionMs: SESSION_MS, nowS: scene.state.boot % 2 ? 1 : 90_000 }).start(4_000);
}

describe('a rest cannot be shortened, a session not be made longer', () => {
  test.each(WAYS)(
    '%s',
    (_name, ranMs, end) => {
      const scene = new WatchedScene({ tickMs: 100 });
      for (let atMs = 0; atMs < HOURS_MS; atMs += 500) {
        if (!isLive(scene.state)) insist(scene);
        scene.run(500);
        if (scene.state.sessionMs > 0 && scene.state.sessionMs % ranMs < 500) end(scene);
      }
      expect(scene.worstMs).toBeGreaterThanOrEqual(ranMs);
      expect(scene.worstMs).toBeLessThanOrEqual(SESSION_MS);
    },
    60_000,
  );
});
