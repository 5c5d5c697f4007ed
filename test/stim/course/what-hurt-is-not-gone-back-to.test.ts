import { expect, test } from 'vitest';
import { CourseRig } from './course-rig.ts';

/** Rested, then begun again as far as the band and the button let it. */
function beginAgain(rig: CourseRig): void {
  rig.runUntil(() => rig.band.state === 'IDLE');
  rig.begin();
}

test('F35: after pain a session begins again at half of what hurt, and is not raised', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.run(3_000);
  rig.wish({ kind: 'comfort', feeling: 'painful' });
  rig.run(500);
  expect(rig.band.currentUa).toBe(0);
  beginAgain(rig);
  rig.run(5_000);
  expect(rig.band).toMatchObject({ state: 'ACTIVE', currentUa: 10_000 });
  rig.wish({ kind: 'raise' });
  rig.run(2_000);
  expect(rig.band.currentUa).toBe(10_000);
});

test('F35: what is said to have hurt only after the end counts as well', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.run(3_000);
  rig.wish({ kind: 'stop' });
  rig.run(500);
  rig.wish({ kind: 'comfort', feeling: 'painful' });
  rig.run(500);
  beginAgain(rig);
  rig.run(5_000);
  expect(rig.band).toMatchObject({ state: 'ACTIVE', currentUa: 10_000 });
});
