import { readFirmwareManifest } from '../../host/firmware-manifest.ts';
import { simulatedPrescription } from '../../host/keys/simulated-clinician.ts';
import type { PrescriptionDocument } from '../../host/stim/prescription/prescription.ts';
import { goesOn, latched, refusedBefore } from './claims.ts';
import { armed, atLevel, greeted } from './course-of-events.ts';
import type { Claim, Fault } from './fault.ts';
import { forgerOn } from './forger.ts';
import { ANSWERED, REAL_HOME } from './person-answers.ts';
import type { RemoteHost } from './remote-host.ts';
import type { Stack } from './stack.ts';

const NOTHING = { bound: '0', boundMs: 0 } as const;
const instant = (wallMs: number): string => new Date(wallMs).toISOString();
const DAY_MS = 86_400_000;

/** This host offers no stimulation, and says why. */
export async function refusesToBegin(stack: Stack, host: RemoteHost, why: RegExp): Promise<readonly Claim[]> {
  await host.begin();
  await stack.until(() => host.greeted || host.errors.length > 0, 8000);
  if (host.view !== null) await stack.until(() => host.view?.state === 'IDLE', 3000);
  if (host.view !== null) host.wish('begin');
  const quiet = await refusedBefore(stack, 'ARMED', 3000);
  const words = [...host.said, host.view?.reason ?? ''].join('; ');
  return [...quiet, [why.test(words), `the host says "${words}"`]];
}

/** Whoever has the link key passes a seal on, asks for the button and arms: the band must refuse by itself. */
async function bandRefuses(stack: Stack, document: PrescriptionDocument): Promise<readonly Claim[]> {
  const forger = forgerOn(stack, 'alone');
  const { seal } = simulatedPrescription(stack.hello().deviceId, document);
  forger.command({ kind: 'PRESCRIBE', sealed: Uint8Array.from(Buffer.from(seal, 'base64')) });
  await stack.advanceBy(1200);
  stack.board.pressButton();
  await stack.advanceBy(800);
  forger.command({ ...armOf(document), nowS: Math.floor(stack.clock.wallMs() / 1000) });
  const refused = await refusedBefore(stack, 'ARMED', 2000);
  const { reason } = stack.acknowledgements.at(-1) ?? { reason: 'nothing' };
  return [...refused, [reason !== '' && reason !== 'nothing', `the band answered "${reason}"`]];
}

function armOf(document: PrescriptionDocument) {
  return {
    kind: 'ARM',
    phaseUs: document.pattern[0]!.width_us,
    rateMillihertz: document.rate_millihertz,
    ceilingUa: document.ceiling_ua,
    sessionMs: document.session_ms,
    dayMs: document.day_ms,
    padAreaMm2: document.pad_area_mm2,
    expiresAtS: Math.floor(Date.parse(document.expires_at) / 1000),
  } as const;
}

/** Three ways of being stale. */
const stale: Fault = {
  id: 'F12',
  name: 'the prescription has expired, expires meanwhile, or is superseded',
  ...NOTHING,
  stack: { prescribe: (wallMs) => ({ expires_at: instant(wallMs + 40_000), revision: 2 }) },
  prepare: atLevel,
  inject: (stack) => {
    // The later of two clocks counts: it expires live, earlier than the band's own time would have it.
    stack.host.wallOffsetMs = 60_000;
  },
  after: async (stack) => {
    const before = stack.currentUa();
    stack.host.wish('wish', { kind: 'comfort', feeling: 'too-weak' });
    await stack.advanceBy(300);
    stack.host.wish('wish', { kind: 'raise', stepUa: 1000 });
    const on = await goesOn(stack, 4000);
    const rose = stack.currentUa() > before;
    stack.host.wish('stop');
    await stack.until(() => stack.frame().state === 'IDLE', 60_000);
    // A clock that is put back makes it valid no more.
    stack.host.wallOffsetMs = -60_000;
    await stack.host.end();
    const expired = await refusesToBegin(stack, stack.host, /expired/i);
    stack.host.prescription = {
      ...stack.host.prescription,
      revision: 1,
      expires_at: instant(stack.clock.wallMs() + DAY_MS),
    };
    await stack.host.end();
    const superseded = await refusesToBegin(stack, stack.host, /supersed|newer|later|revision/i);
    return [...on, [!rose, 'it was raised after it had expired'], ...expired, ...superseded];
  },
};

const corrupt: Fault = {
  id: 'F13',
  name: 'the prescription was tampered with, is for another person or band, or corrupt where it is stored',
  ...NOTHING,
  prepare: greeted,
  inject: async (stack) => {
    await stack.host.end();
  },
  after: async (stack) => {
    const { host } = stack;
    const good = host.prescription;
    host.spoilt = 'tampered';
    const tampered = await refusesToBegin(stack, host, /signature|signed|tamper/i);
    await host.end();
    host.spoilt = null;
    host.prescription = { ...good, person: 'somebody-else' };
    const person = await refusesToBegin(stack, host, /person|for /i);
    await host.end();
    host.prescription = { ...good, device: 'another-band' };
    const device = await refusesToBegin(stack, host, /band|device/i);
    await host.end();
    host.prescription = good;
    await armed(stack);
    stack.host.wish('stop');
    await stack.advanceBy(1500);
    stack.board.faults.corruptFiles(['prescription.a', 'prescription.b']);
    stack.board.reboot('power');
    await stack.until(() => stack.hellos.length > 1, 6000);
    await stack.until(() => stack.frame().state === 'FAULT', 3000);
    return [...tampered, ...person, ...device, ...latched(stack, 'PRESCRIPTION', 'MEMORY')];
  },
};

const tooMuch: Fault = {
  id: 'F14',
  name: 'the prescription asks for more than the band may ever deliver',
  ...NOTHING,
  stack: { prescribe: () => ({ ceiling_ua: 90_000, level_ua: 20_000 }) },
  prepare: async () => {},
  inject: () => {},
  after: async (stack) => {
    const refused = await refusesToBegin(stack, stack.host, /mA|peak|ceiling|above/i);
    const document = stack.prescription();
    return [...refused, ...(await bandRefuses(stack, document))];
  },
};

/** Another build than the manifest lists, as after an unsigned update or a downgrade. */
const otherFirmware: Fault = {
  id: 'F41',
  name: 'the band runs firmware that was not shipped with this host',
  ...NOTHING,
  stack: { flashes: (bundle) => `${bundle}\n`.replace(String(readFirmwareManifest()!.stim!.hash), '12345') },
  prepare: async () => {},
  inject: () => {},
  after: async (stack) => {
    const refused = await refusesToBegin(stack, stack.host, /firmware/i);
    return [[stack.hello().firmwareHash === 12345, 'the firmware was not changed'], ...refused];
  },
};

const otherSite: Fault = {
  id: 'F43',
  name: 'a host means another prescription than the one in force',
  ...NOTHING,
  prepare: greeted,
  inject: (stack) => {
    const forger = forgerOn(stack);
    forger.passes = (command) =>
      command.kind === 'ARM' ? { ...command, prescriptionHash: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) } : command;
  },
  after: async (stack) => {
    stack.host.wish('begin');
    await stack.until(() => stack.frame().asks === 'NEW_PRESCRIPTION', 5000);
    await stack.advanceBy(300);
    stack.board.pressButton();
    const refused = await refusedBefore(stack, 'ARMED', 6000);
    const reasons = stack.acknowledgements.map(({ reason }) => reason);
    return [...refused, [reasons.includes('OTHER_PRESCRIPTION'), `the band answered ${reasons}`]];
  },
};

/** Either is refused by what the home's records are: a simulation's, or a person's. */
const simulation: Fault = {
  id: 'F48',
  name: "a simulated band comes to a person's home, or a real one to a simulation",
  ...NOTHING,
  stack: (seed) => (seed % 2 ? { simulatedHome: false } : { flashes: REAL_HOME.flashes }),
  prepare: async () => {},
  inject: (stack) => {
    stack.host.records = ANSWERED;
  },
  after: (stack) => refusesToBegin(stack, stack.host, /simulat/i),
};

export const PRESCRIPTION_FAULTS: readonly Fault[] = [stale, corrupt, tooMuch, otherFirmware, otherSite, simulation];
