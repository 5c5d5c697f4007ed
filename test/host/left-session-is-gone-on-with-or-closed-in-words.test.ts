import { expect, test } from 'vitest';
import { leftElapsedMs } from '../../host/session-takeover.ts';
import { KilledHome, PERSON } from './killed-home.ts';

async function killedInTheExercise(): Promise<KilledHome> {
  const rig = new KilledHome();
  await rig.begin();
  await rig.live(12_000);
  rig.kill();
  return rig;
}

const whyNot = (rig: KilledHome, person = PERSON): string | undefined => {
  const { goesOn, over } = rig.choose(person);
  expect(goesOn).toBeUndefined();
  return over[0]?.why;
};

test('its clock goes on by the clock on the wall', async () => {
  const rig = await killedInTheExercise();
  rig.idleMs = 30_000;
  const { goesOn } = rig.choose();
  const elapsedMs = leftElapsedMs(goesOn!, { moment: rig.moment, speed: 1 });
  expect(Math.abs(elapsedMs - 42_000)).toBeLessThan(20);
  // Simulated bands that are hurried have lived through more.
  expect(leftElapsedMs(goesOn!, { moment: rig.moment, speed: 5 })).toBeGreaterThan(140_000);
});

test('after a quarter of an hour it is closed', async () => {
  const rig = await killedInTheExercise();
  rig.idleMs = 14 * 60_000;
  expect(rig.choose().goesOn?.start.id).toBe('session-0');
  rig.store.close();
  rig.idleMs += 62_000;
  expect(whyNot(rig)).toBe('that is 15 minutes ago');
});

test.each([
  ['back', -600_000],
  ['forward', 600_000],
])('a clock that was set %s tells nothing: it is closed, and says so', async (_, byMs) => {
  const rig = await killedInTheExercise();
  await rig.live(5000);
  rig.wallOffsetMs = byMs;
  expect(whyNot(rig)).toContain('the clock of this machine was set');
});

test("another person's session and other bands: closed", async () => {
  const rig = await killedInTheExercise();
  await rig.live(2000);
  expect(whyNot(rig, 'somebody-else')).toBe('it is the session of somebody else, or of another place');
  rig.store.close();
  rig.devices = rig.devices.map((device) => ({ ...device, hello: { ...device.hello, deviceId: 'another' } }));
  expect(whyNot(rig)).toBe('other bands are worn now');
});

test('closed, it has what was stored of it, as interrupted; no other one is left', async () => {
  const rig = await killedInTheExercise();
  rig.idleMs = 16 * 60_000;
  const [{ left } = { left: undefined }] = rig.choose().over;
  const document = rig.store.closeLeft(left!);
  expect(document.session).toMatchObject({ id: 'session-0', outcome: 'interrupted' });
  expect(document.session.duration_s).toBeGreaterThan(11);
  expect(document.reps.length).toBeGreaterThan(0);
  expect(document.stored.samples).toBeGreaterThan(2 * 104 * 10.5);
  expect(rig.store.leftOpen()).toEqual([]);
});

test('bands that end with the gateway leave nothing to go on with: closed when the records are opened', async () => {
  const rig = new KilledHome();
  await rig.begin();
  const { start } = rig.store.leftOpen()[0]!;
  rig.store.begin({ ...start, id: 'in-process' });
  rig.kill();
  rig.choose();
  expect(rig.store.interrupted.map(({ session }) => session.id)).toEqual(['in-process']);
  expect(rig.store.leftOpen().map((left) => left.start.id)).toEqual(['session-0']);
});
