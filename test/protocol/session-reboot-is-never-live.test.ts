import { describe, expect, test } from 'vitest';
import { HARD_CEILINGS } from '../../protocol/limits.ts';
import { DEFAULT_SESSION_CONFIG } from '../../protocol/session.ts';
import type { SessionMemory } from '../../protocol/session-memory.ts';
import { memoryOf, restoredSession } from '../../protocol/session-memory.ts';
import { SessionScene } from './session-scene.ts';

const throughFlash = (scene: SessionScene): SessionMemory => JSON.parse(JSON.stringify(memoryOf(scene.state)));
const restart = (scene: SessionScene, unwrittenMs = 0) =>
  restoredSession(DEFAULT_SESSION_CONFIG, HARD_CEILINGS, throughFlash(scene), unwrittenMs);

describe('a band that restarts', () => {
  test('mid-session: output 0, resting, the counter and the dose as they were', () => {
    const scene = new SessionScene().active();
    const state = restart(scene);
    expect(state).toMatchObject({ state: 'LOCKOUT', currentUa: 0, boot: 2, stopReason: 'REBOOT', confirmed: false });
    expect(state).toMatchObject({
      counter: scene.state.counter,
      pulses: scene.state.pulses,
      chargeNc: scene.state.chargeNc,
    });
    expect(state.restLeftMs).toBe(10_000);
  });

  test('mid-session: what may not have been written is counted as delivered', () => {
    const state = restart(new SessionScene({ restPolicy: 'proportional' }).active().run(20_000), 1_000);
    expect(state.dayMs).toBe(26_050);
    expect(state.restLeftMs).toBe(26_050);
    expect(state.blockMs).toBe(26_050);
  });

  test('armed: idle, and the button is to be pressed anew', () => {
    const state = restart(new SessionScene().arm());
    expect(state).toMatchObject({ state: 'IDLE', confirmed: false, leaseLeftMs: 0 });
  });

  test('paused: over', () => {
    const scene = new SessionScene().active();
    scene.send('PAUSE');
    expect(restart(scene)).toMatchObject({ state: 'LOCKOUT', currentUa: 0, sessionMs: 0 });
  });

  test('resting: the rest is not shortened', () => {
    const scene = new SessionScene().active().run(70_000);
    scene.event({ kind: 'STOP' }).run(60_000, false);
    expect(restart(scene)).toMatchObject({ state: 'LOCKOUT', restLeftMs: 1_740_000 });
  });

  test('in a fault: still in it', () => {
    const scene = new SessionScene().active();
    scene.event({ kind: 'FAULT', fault: 'OVER_CURRENT' });
    expect(restart(scene)).toMatchObject({ state: 'FAULT', fault: 'OVER_CURRENT', currentUa: 0 });
  });

  test('does not believe its pads until it has measured them', () => {
    expect(restart(new SessionScene().active())).toMatchObject({ contactOk: false, contactOkMs: 0 });
  });

  test('in a lead-off: contact is proved anew before it can be acknowledged', () => {
    const scene = new SessionScene().active();
    scene.event({ kind: 'CONTACT', ok: false }).event({ kind: 'CONTACT', ok: true }).run(3_000);
    scene.event({ kind: 'REBOOT' });
    expect(scene.send('ACK_FAULT', { fault: 'LEAD_OFF' }).reason).toBe('CAUSE_REMAINS');
    expect(scene.run(3_000).send('ACK_FAULT', { fault: 'LEAD_OFF' }).result).toBe('DONE');
  });
});
