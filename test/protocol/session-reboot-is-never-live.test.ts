import { describe, expect, test } from 'vitest';
import { HARD_CEILINGS } from '../../protocol/limits.ts';
import type { SessionState } from '../../protocol/session.ts';
import { latestNow } from '../../protocol/session.ts';
import type { SessionMemory } from '../../protocol/session-memory.ts';
import { memoryOf, restoredSession } from '../../protocol/session-memory.ts';
import { bytesOf } from './session-pulses.ts';
import { SessionScene } from './session-scene.ts';

const throughFlash = (scene: SessionScene): SessionMemory => JSON.parse(JSON.stringify(memoryOf(scene.state)));
const restart = (scene: SessionScene, unwrittenMs = 0) =>
  restoredSession({ ...scene.state.config, contactAtBoot: false }, HARD_CEILINGS, throughFlash(scene), unwrittenMs);

describe('a band that restarts', () => {
  test('mid-session: output 0, resting, the dose as it was, the counter above all that it may have taken since', () => {
    const scene = new SessionScene().active();
    const state = restart(scene);
    expect(state).toMatchObject({ state: 'LOCKOUT', currentUa: 0, boot: 2, stopReason: 'REBOOT', confirmed: false });
    expect(state).toMatchObject({
      counter: scene.state.counter + 1_000,
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
    expect(restart(new SessionScene().active())).toMatchObject({ contactOk: false, contactUpMs: 0 });
  });

  test('in a lead-off: contact is proved anew before it can be acknowledged', () => {
    const scene = new SessionScene().active();
    scene.event({ kind: 'CONTACT', ok: false }).event({ kind: 'CONTACT', ok: true }).run(3_000);
    scene.event({ kind: 'REBOOT' });
    expect(scene.send('ACK_FAULT', { fault: 'LEAD_OFF' }).reason).toBe('CAUSE_REMAINS');
    expect(scene.run(3_000).send('ACK_FAULT', { fault: 'LEAD_OFF' }).result).toBe('DONE');
  });
});

describe('what may be missing when a band restarts in mid-session', () => {
  test('is added at the ceiling, every pulse of it: up, never down', () => {
    const scene = new SessionScene().active(10_000, { rateMillihertz: 33_333 }).run(20_000);
    const { pulses, chargeNc, sessionMs, ceilingUa } = scene.state;
    const state = restart(scene, 10_000);
    expect(ceilingUa).toBe(25_000);
    expect(state.pulses - pulses).toBe(334);
    expect(state.chargeNc - chargeNc).toBe((334 * 400 * 25_000) / 1000);
    expect(state).toMatchObject({ dayMs: sessionMs + 10_000, prescriptionMs: sessionMs + 10_000 });
  });

  test('of a composite pulse, by all its parts', () => {
    const pattern = bytesOf([
      { sharePermille: 500, widthUs: 100 },
      { sharePermille: -500, widthUs: 100 },
      { sharePermille: 1000, widthUs: 200 },
      { sharePermille: -1000, widthUs: 200 },
    ]);
    const scene = new SessionScene().active(10_000, { pattern, phaseUs: 0 });
    expect(restart(scene, 1_000).chargeNc - scene.state.chargeNc).toBe((100 * 500 * 25_000) / 1000);
  });

  test('is added to nothing where no session ran', () => {
    const scene = new SessionScene().active().event({ kind: 'STOP' });
    const { pulses, chargeNc, dayMs, prescriptionMs } = scene.state;
    expect(restart(scene, 10_000)).toMatchObject({ pulses, chargeNc, dayMs, prescriptionMs });
  });

  test('the band’s own time is kept, what was told and what has passed since', () => {
    const scene = new SessionScene().arm({ nowS: 100 }).run(5_500, false);
    expect(latestNow(restart(scene))).toBe(105);
  });
});

describe('F45: a loop of restarts', () => {
  const crash = (state: SessionState, runMs: number, waitMs: number): SessionState => {
    const scene = SessionScene.of(state).run(waitMs, false);
    scene.event({ kind: 'CONTACT', ok: true }).active(4_000).run(runMs);
    return restart(scene, 10_000);
  };
  const fresh = () => new SessionScene().state;

  test('the third in mid-session within 10 min is a fault, which is acknowledged by its name', () => {
    let state = crash(crash(fresh(), 5_000, 0), 5_000, 60_000);
    expect(state).toMatchObject({ state: 'LOCKOUT', fault: '', loopBoots: 2 });
    state = crash(state, 5_000, 60_000);
    expect(state).toMatchObject({ state: 'FAULT', fault: 'REBOOT_LOOP', currentUa: 0, sessionMs: 0 });
    expect(state.restLeftMs).toBeGreaterThan(10_000);
    const scene = SessionScene.of(state).run(60_000, false);
    expect(scene.send('ACK_FAULT', { fault: 'REBOOT_LOOP' }).result).toBe('DONE');
    expect(crash(scene.state, 5_000, 0).state).toBe('LOCKOUT');
  });

  test('any three within 10 min, also when the first one was earlier', () => {
    let state = crash(fresh(), 5_000, 0);
    state = crash(crash(state, 5_000, 590_000), 5_000, 30_000);
    expect(state.state).toBe('LOCKOUT');
    expect(crash(state, 5_000, 30_000)).toMatchObject({ fault: 'REBOOT_LOOP' });
  });

  test('three over a longer time are none, and neither are restarts without a session', () => {
    let state = crash(crash(fresh(), 5_000, 0), 5_000, 290_000);
    state = crash(state, 5_000, 320_000);
    expect(state.state).toBe('LOCKOUT');
    let idle = fresh();
    for (let i = 0; i < 6; i++) idle = restart(SessionScene.of(idle), 10_000);
    expect(idle).toMatchObject({ state: 'IDLE', loopBoots: 0 });
  });
});
