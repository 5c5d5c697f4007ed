import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import {
  documentOf,
  expectOneLine,
  type Finished,
  runLimber,
  type Started,
  scratchFolder,
  startLimber,
} from './limber.ts';
import { schemaObjections } from './published-schema.ts';

/**
 * The first that this machine keeps up with. A lease lives 2 s, and a band is believed for 2 s: at speed 5 a machine that is busy with
 * other tests may let a process wait for 0.4 s. One that waits longer ends its stimulation, as it must; then all begins anew, slower.
 */
const SPEEDS = [5, 2, 1];
/** A host that hangs is killed; one whose machine is busy is not. */
const hostLivesMs = (): number => 60_000 + 250_000 / speed;
/** The bands outlive every host of this file. */
const BANDS_LIVE_MS = 1_500_000;
const SESSIONS_MS = 900_000;
/** Of the bands' time, since a host has come. */
const IN_FIRST_SET_S = '35';

interface Served {
  readonly simulated: boolean;
  readonly seed: number;
  readonly devices: readonly { readonly role: 'motion' | 'stim'; readonly placement: string; readonly port: string }[];
}

let patient: Started;
let served: Served;
let speed: number;
let data: string;
const portOf = (placement: string): string => served.devices.find((device) => device.placement === placement)!.port;
const thighAndShank = (): string[] => ['thigh', 'shank'].flatMap((name) => ['--port', `${name}=${portOf(name)}`]);
const overSerial = (...ports: readonly string[]): string[] => [
  ...['run', '--link', 'serial', ...ports, '--once', '--json', '--speed', String(speed), '--data', data],
];

const session = (): Promise<Finished> =>
  startLimber(overSerial(...thighAndShank(), '--port', portOf('knee')), undefined, {}, hostLivesMs()).finished;

async function putOnBands(at: number): Promise<void> {
  speed = at;
  data = join(scratchFolder('serial'), 'data');
  patient = startLimber(
    ['sim', '--serve', 'serial', '--seed', '3', '--speed', String(at)],
    undefined,
    {},
    BANDS_LIVE_MS,
  );
  const [line] = await patient.printed(/^\{.*\}\n/, 'stdout');
  served = JSON.parse(line) as Served;
}

/** The patient has begun with the first set when this host leaves: on a busy machine so long may pass before the next one comes. */
async function lookAndLeave(): Promise<void> {
  const args = ['monitor', ...thighAndShank(), '--seconds', IN_FIRST_SET_S, '--speed', String(speed)];
  const { code, stderr } = await startLimber(args, undefined, {}, hostLivesMs()).finished;
  expect(code, stderr).toBe(0);
}

beforeAll(() => putOnBands(SPEEDS[0]!));
afterAll(() => patient.child.kill('SIGKILL'));

test('the simulated devices say where they are, in one JSON line', () => {
  expect(served).toMatchObject({ simulated: true, seed: 3 });
  expect(served.devices.map(({ role }) => role)).toEqual(['motion', 'motion', 'stim']);
  for (const { port } of served.devices) expect(existsSync(port)).toBe(true);
});

test('a band that nobody wears is named before anything begins, and the ports are let go', async () => {
  const finished = await runLimber(overSerial('--port', `thigh=${portOf('thigh')}`));
  expectOneLine(finished, 2, /needs a band on shank; add --port shank=<port>/);
});

test(
  'a gateway in another process runs the whole session over pseudo-terminals, also where the patient had begun for a host that left',
  async () => {
    let document: SessionDocument;
    for (const next of SPEEDS) {
      if (next !== speed) {
        patient.child.kill('SIGTERM');
        await patient.finished;
        await putOnBands(next);
      }
      await lookAndLeave();
      document = documentOf(await session());
      expect(schemaObjections('session-1', document)).toEqual([]);
      expect(document).toMatchObject({
        simulated: true,
        session: { outcome: 'completed', sensors: ['thigh', 'shank'] },
        published: { pending: 0 },
      });
      expect(document.reps).toHaveLength(16);
      if (document.stimulation.stop_reason === 'SESSION_DONE') break;
      console.info(`this machine let a process wait at speed ${next}: ${document.stimulation.stop_reason}`);
    }
    expect(document!.stimulation).toMatchObject({ stop_reason: 'SESSION_DONE', peak_current_ua: 20_000 });
  },
  SESSIONS_MS,
);

test(
  'the bands outlive their host: the next one finds the stim band resting, and has no stimulation',
  async () => {
    const document = documentOf(await session());
    expect(document.reps).toHaveLength(16);
    expect(document).toMatchObject({ session: { outcome: 'completed' }, stimulation: { pulses: 0 } });
    // Or the machine was so busy that the band was not heard just then: nothing begins either.
    expect(['RESTING', 'DEVICE_SILENT']).toContain(document.stimulation.stop_reason);
    const knee = ['--port', portOf('knee'), '--seconds', '5', '--speed', String(speed)];
    const { code, stdout, stderr } = await runLimber(['monitor', ...knee, '--json']);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({
      bands: [{ stimulation: expect.stringContaining('LOCKOUT') }],
    });
  },
  SESSIONS_MS,
);

test('a stim band on a limb, and a motion band nowhere, are refused with how to name their ports', async () => {
  const onThigh = await runLimber(
    overSerial('--port', `thigh=${portOf('knee')}`, '--port', `shank=${portOf('shank')}`),
  );
  expectOneLine(onThigh, 2, /is a stim band, which measures nothing: it cannot be worn on the thigh/);
  const nowhere = await runLimber(overSerial(...thighAndShank().slice(0, 2), '--port', portOf('shank')));
  expectOneLine(nowhere, 2, /is a motion band, and it was not said where it is worn/);
});

test('TERM ends the devices and takes their ports away', async () => {
  patient.child.kill('SIGTERM');
  const { code, stdout } = await patient.finished;
  expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 0, lines: 1 });
  expect(existsSync(dirname(portOf('thigh')))).toBe(false);
});
