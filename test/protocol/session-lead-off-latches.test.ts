import { expect, test } from 'vitest';
import { SessionScene } from './session-scene.ts';

test('a pad lifts under current: output 0 in that very step, latched', () => {
  const scene = new SessionScene().active();
  scene.event({ kind: 'CONTACT', ok: false });
  expect(scene.state).toMatchObject({
    state: 'FAULT',
    fault: 'LEAD_OFF',
    currentUa: 0,
    targetUa: 0,
    stopReason: 'FAULT',
  });
  scene.event({ kind: 'CONTACT', ok: true }).run(10_000);
  expect(scene.state.state).toBe('FAULT');
});

test('it is acknowledged by name only, and only after 3 s of contact', () => {
  const scene = new SessionScene().active();
  scene.event({ kind: 'CONTACT', ok: false });
  expect(scene.send('ACK_FAULT', { fault: 'LEAD_OFF' }).reason).toBe('CAUSE_REMAINS');
  scene.event({ kind: 'CONTACT', ok: true }).run(2_950);
  expect(scene.send('ACK_FAULT', { fault: 'LEAD_OFF' }).reason).toBe('CAUSE_REMAINS');
  scene.event({ kind: 'CONTACT', ok: false }).event({ kind: 'CONTACT', ok: true }).run(2_950);
  expect(scene.send('ACK_FAULT', { fault: 'LEAD_OFF' }).reason).toBe('CAUSE_REMAINS');
  scene.run(50);
  expect(scene.send('ACK_FAULT', { fault: 'IMPEDANCE_LOW' }).reason).toBe('OTHER_FAULT');
  expect(scene.send('ACK_FAULT', { fault: 'LEAD_OFF' }).result).toBe('DONE');
  expect(scene.state).toMatchObject({ fault: '', currentUa: 0 });
});

test('the rest runs while the fault is looked at, and afterwards the session begins anew from 0', () => {
  const scene = new SessionScene().active();
  scene.event({ kind: 'CONTACT', ok: false }).event({ kind: 'CONTACT', ok: true });
  scene.run(20_000);
  scene.send('ACK_FAULT', { fault: 'LEAD_OFF' });
  expect(scene.state.state).toBe('IDLE');
  scene.arm().start().run(50);
  expect(scene.state).toMatchObject({ state: 'RAMPING_UP', currentUa: 200 });
});

test('a graver fault takes the place of a lesser one, not the reverse, and service alone clears it', () => {
  const scene = new SessionScene().active();
  scene.event({ kind: 'FAULT', fault: 'IMPEDANCE_LOW' }).event({ kind: 'FAULT', fault: 'CHARGE_IMBALANCE' });
  expect(scene.state.fault).toBe('IMPEDANCE_LOW');
  scene.event({ kind: 'FAULT', fault: 'UNEXPECTED_OUTPUT' }).event({ kind: 'FAULT', fault: 'IMPEDANCE_LOW' });
  expect(scene.state.fault).toBe('UNEXPECTED_OUTPUT');
  scene.event({ kind: 'FAULT', fault: 'STUCK_PHASE' });
  expect(scene.state.fault).toBe('UNEXPECTED_OUTPUT');
  expect(scene.send('ACK_FAULT', { fault: 'UNEXPECTED_OUTPUT' }).reason).toBe('SERVICE_ONLY');
});

test('a pad lifts while armed or paused: nothing flows, and nothing goes on without it', () => {
  const armed = new SessionScene().arm();
  armed.event({ kind: 'CONTACT', ok: false });
  expect(armed.state).toMatchObject({ state: 'IDLE', stopReason: 'LEAD_OFF' });
  const paused = new SessionScene().active();
  paused.send('PAUSE');
  paused.event({ kind: 'CONTACT', ok: false }).run(500);
  expect(paused.state.state).toBe('PAUSED');
  expect(paused.send('RESUME', { currentUa: 20_000 }).reason).toBe('NO_CONTACT');
  paused.event({ kind: 'CONTACT', ok: true });
  expect(paused.send('RESUME', { currentUa: 20_000 }).result).toBe('DONE');
});
