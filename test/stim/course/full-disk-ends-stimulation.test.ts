import { expect, test } from 'vitest';
import { CourseRig, kindsOf } from './course-rig.ts';

test('F28: what cannot be kept is not sent', () => {
  for (const kind of ['ARM', 'START', 'SET']) {
    const rig = new CourseRig();
    rig.run(200);
    if (kind !== 'ARM') {
      rig.start();
      rig.runUntil(() => rig.view().awaitsButton, 5_000);
    }
    if (kind === 'SET') {
      rig.event({ kind: 'CONFIRM' });
      rig.runUntil(() => rig.band.state === 'ACTIVE', 10_000);
    }
    rig.diskFull = true;
    if (kind === 'ARM') rig.start();
    if (kind === 'START') rig.event({ kind: 'CONFIRM' });
    if (kind === 'SET') rig.wish({ kind: 'lower' });
    rig.run(500);
    expect(kindsOf(rig.sent), kind).not.toContain(kind);
    expect(kindsOf(rig.sent), kind).toContain('STOP');
    expect(rig.band.currentUa, kind).toBe(0);
    expect(rig.view().reason, kind).toBe('NOT_RECORDED');
  }
});

test('STOP needs no disk', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.diskFull = true;
  rig.wish({ kind: 'stop' });
  rig.run(200);
  expect(rig.band.currentUa).toBe(0);
});
