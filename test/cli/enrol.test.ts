import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readKeyFile, unlockKey } from '../../host/keys/key-file.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../host/stim/index.ts';
import { documentOf, expectOneLine, type Finished, runLimber, scratchFolder, startLimber } from './limber.ts';
import {
  atASpeedThatTheMachineKeeps,
  FASTEST,
  SESSIONS_MS,
  type ServedBands,
  serveBands,
  sessionLivesMs,
} from './served-bands.ts';

/** The bands outlive every command of this file. */
const BANDS_LIVE_MS = 900_000;
const COMMAND_LIVES_MS = 50_000;
const PASSPHRASE = 'correct horse battery staple';
const spoken = { LIMBER_PASSPHRASE: PASSPHRASE };
const prescriber = scratchFolder('prescriber');
const said: string[] = [];

let patient: ServedBands;
let ports: ServedBands['ports'];
let data: string;
let device: string;
const linkKey = (): string => join(prescriber, `${device}.link.key.json`);
const prescriptionKey = (): string => join(prescriber, `${device}.prescription.key.json`);
const bothKeys = (): string[] => ['--link-key', linkKey(), '--prescription-key', prescriptionKey()];

const limber = (...args: readonly string[]): Promise<Finished> => limberFor(COMMAND_LIVES_MS, ...args);

async function limberFor(liveMs: number, ...args: readonly string[]): Promise<Finished> {
  const finished = await startLimber(args, undefined, spoken, liveMs).finished;
  said.push(finished.stdout, finished.stderr);
  return finished;
}

const enrolAt = (port: string | undefined, ...more: readonly string[]): Promise<Finished> =>
  limber('enrol', '--device', device, '--port', port!, ...bothKeys(), '--data', data, ...more);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

/** Bands as they come, and a gateway that knows nothing of them. */
async function unpack(speed: number): Promise<void> {
  patient = await serveBands({ seed: 3, speed, liveMs: BANDS_LIVE_MS, more: ['--fresh'] });
  ports = patient.ports;
  data = join(scratchFolder('enrol'), 'data');
}

beforeAll(() => unpack(FASTEST));
afterAll(() => patient.close());

test('a port says which band is there, so that keys can be made for it', async () => {
  const { code, stdout } = await limber('enrol', '--port', ports.knee!, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'stim', board: 'xiao', simulated: true, enrolled: false });
  device = JSON.parse(stdout).device;
  expect((await limber('keys', 'device', '--device', device, '--out', prescriber)).code).toBe(0);
  expect((await limber('keys', 'clinician', '--name', 'Anna', '--out', join(prescriber, 'anna.key.json'))).code).toBe(
    0,
  );
});

test('keys that do not fit, or do not open, get to no band', async () => {
  const swapped = ['--link-key', prescriptionKey(), '--prescription-key', linkKey()];
  const wrongKeys = await limber('enrol', '--device', device, '--port', ports.knee!, ...swapped, '--data', data);
  expectOneLine(wrongKeys, 1, /is the link key of a band; the prescription key of a stim band is needed/);
  const other = await runLimber(['enrol', '--device', device, '--port', ports.knee!, ...bothKeys()], undefined, {
    LIMBER_PASSPHRASE: 'another passphrase',
  });
  expectOneLine(other, 1, /No passphrase that was given opens .*link\.key\.json/);
});

test('a fresh band has its keys after a press of its button, and the gateway keeps the link key alone', async () => {
  const enrolled = await enrolAt(ports.knee, '--json');
  expect(enrolled.code, enrolled.stderr).toBe(0);
  expect(enrolled.stderr).toBe('Press the button on the band, within 30 s.\n');
  const file = join(data, 'keys', `${device}.link.key.json`);
  expect(JSON.parse(enrolled.stdout)).toMatchObject({ device, simulated: true, data, file });
  expect(readFileSync(file, 'utf8')).toBe(readFileSync(linkKey(), 'utf8'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('an enrolled band takes no other keys for a short press', async () => {
  const again = await enrolAt(ports.knee);
  expect(again).toMatchObject({ code: 1, stdout: '' });
  expect(again.stderr).toMatch(/Hold its button down for 5 s, within 30 s\.\nThe button was not pressed in time/);
});

test(
  'what a clinician signs and seals is delivered by the band that was enrolled, at a gateway that trusts the clinician',
  async () => {
    const [plain, signed] = [join(prescriber, 'p.json'), join(prescriber, 'p.signed.json')];
    writeFileSync(plain, JSON.stringify({ ...DEMONSTRATION_PRESCRIPTION, id: 'by-anna', device }));
    const signing = ['--key', join(prescriber, 'anna.key.json'), '--device-key', prescriptionKey(), '--out', signed];
    const sealed = await limber('dose', 'sign', '--prescription', plain, ...signing);
    expect(sealed.code, sealed.stderr).toBe(0);
    const { stimulation } = await atASpeedThatTheMachineKeeps(async (speed) => {
      if (speed !== FASTEST) {
        await patient.close();
        await unpack(speed);
        expect((await enrolAt(ports.knee)).code).toBe(0);
      }
      expect((await limber('enrol', '--clinician', join(prescriber, 'anna.pub.json'), '--data', data)).code).toBe(0);
      const bands = ['--port', `thigh=${ports.thigh}`, '--port', `shank=${ports.shank}`, '--port', ports.knee!];
      const session = [
        'run',
        '--link',
        'serial',
        ...bands,
        '--once',
        '--json',
        '--speed',
        String(speed),
        '--data',
        data,
      ];
      return documentOf(await limberFor(sessionLivesMs(speed), ...session, '--prescription', signed));
    });
    expect(stimulation).toMatchObject({
      prescription_id: 'by-anna',
      stop_reason: 'SESSION_DONE',
      peak_current_ua: 20_000,
    });
  },
  SESSIONS_MS,
);

test('a band that is not the one meant is left alone', async () => {
  expectOneLine(await enrolAt(ports.thigh), 1, /The band at this port is sim-puck-\d+, not/);
});

test("neither prescription key nor any opened key is in the gateway's directory, and nothing that was printed tells a secret", () => {
  const secrets = [linkKey(), prescriptionKey()].map((path) =>
    Buffer.from(unlockKey(readKeyFile(path), PASSPHRASE, path)),
  );
  const spellings = secrets.flatMap((secret) => [
    secret.toString('hex'),
    secret.toString('base64'),
    secret.toString('latin1'),
  ]);
  const locked = JSON.parse(readFileSync(prescriptionKey(), 'utf8')).secret as string;
  const files = filesBelow(data);
  expect(files.some((path) => path.includes('prescription'))).toBe(false);
  for (const path of files) {
    const bytes = readFileSync(path, 'latin1');
    for (const secret of [...spellings, locked, PASSPHRASE]) expect(bytes.includes(secret), path).toBe(false);
  }
  for (const secret of [...spellings, PASSPHRASE]) expect(said.join('\n')).not.toContain(secret);
});
