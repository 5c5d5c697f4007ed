import { expect, onTestFinished, test, vi } from 'vitest';
import { beginOrdered, type SessionOrder } from '../../host/cli/session-order.ts';
import type { Gateway } from '../../host/gateway.ts';
import type { HomeSession } from '../../host/home-session.ts';
import { simulatedPrescription, trustsSimulatedClinician } from '../../host/keys/simulated-clinician.ts';
import { exerciseById } from '../../host/motion/index.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/index.ts';
import { permitStimulation } from '../../host/stimulation-permit.ts';
import { HomeRig } from './home-rig.ts';

const PERSON = 'p-7';

interface Scene {
  readonly rig: HomeRig;
  readonly gateway: Gateway;
  /** Of a home that no simulated person lives in. */
  begin(person: string): HomeSession;
  readonly said: () => string;
}

async function scene(): Promise<Scene> {
  const rig = new HomeRig();
  const devices = await rig.greeted();
  const gateway = rig.gateway();
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => void stderr.mockRestore());
  const home = { simulated: false, devices, timeline: rig.timeline(), close: async () => {} };
  const exercise = exerciseById('knee-extension')!;
  const begin = (person: string): HomeSession => {
    const order: SessionOrder = { exercise, person, cuePolicy: 'coach', signatures: trustsSimulatedClinician };
    const session = beginOrdered(gateway, order, home);
    onTestFinished(session.close);
    return session;
  };
  return { rig, gateway, begin, said: () => stderr.mock.calls.join('\n') };
}

/** A session with the file named, as the first one is. */
function acceptOnce({ rig }: Scene): void {
  const { hello } = rig.devices[0]!;
  const { course } = permitStimulation({
    store: rig.store,
    recordsRefused: null,
    hello,
    person: PERSON,
    document: simulatedPrescription(hello.deviceId, { ...DEMONSTRATION_PRESCRIPTION, person: PERSON }),
    check: trustsSimulatedClinician,
    wallMs: rig.clock.wallMs(),
    latestNowS: 0,
  });
  expect(course).not.toBeNull();
}

test('what was accepted for a person is delivered again without naming the file', async () => {
  const one = await scene();
  acceptOnce(one);
  expect(one.begin(PERSON).stim).toBeDefined();
});

test('not to somebody else, not to nobody, and not once it was withdrawn; why is said', async () => {
  const one = await scene();
  acceptOnce(one);
  expect(one.begin('p-8').stim).toBeUndefined();
  expect(one.said()).toMatch(/nothing is prescribed for this person with /);
  expect(one.begin('unknown').stim).toBeUndefined();
  expect(one.said()).toContain('nobody is named (limber run --person <pseudonym>)');
  one.rig.store.prescriptions.withdraw(one.rig.store.prescriptions.accepted()[0]!, 'clinician:anna', 'no more');
  expect(one.begin(PERSON).stim).toBeUndefined();
});

test('F46: where the records are not what was written, the exercise begins, and nothing else', async () => {
  const one = await scene();
  acceptOnce(one);
  one.rig.store.database.sql.exec('DROP TRIGGER audit_is_final');
  one.rig.store.database.sql.exec("UPDATE audit SET person = 'somebody' WHERE seq = 1");
  const home = one.begin(PERSON);
  expect(home.stim).toBeUndefined();
  expect(home.session.plan().phase).not.toBe('finished');
  expect(one.said()).toContain('No stimulation begins here');
});
