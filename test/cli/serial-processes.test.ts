import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

/** A lease lives 2 s: at this speed a machine that is busy with other tests may let a process wait for 0.4 s. */
const SPEED = '5';
/** A host that hangs is killed; one whose machine is busy is not. */
const HOST_LIVES_MS = 100_000;
/** The bands outlive every host of this file. */
const BANDS_LIVE_MS = 300_000;
interface Served {
  readonly simulated: boolean;
  readonly seed: number;
  readonly devices: readonly { readonly role: 'motion' | 'stim'; readonly placement: string; readonly port: string }[];
}

let patient: Started;
let served: Served;
const data = join(scratchFolder('serial'), 'data');
const portOf = (placement: string): string => served.devices.find((device) => device.placement === placement)!.port;
const thighAndShank = (): string[] => ['thigh', 'shank'].flatMap((name) => ['--port', `${name}=${portOf(name)}`]);
const overSerial = (...ports: readonly string[]): string[] => [
  ...['run', '--link', 'serial', ...ports, '--once', '--json', '--speed', SPEED, '--data', data],
];

const session = (): Promise<Finished> =>
  startLimber(overSerial(...thighAndShank(), '--port', portOf('knee')), undefined, {}, HOST_LIVES_MS).finished;

beforeAll(async () => {
  const sim = ['sim', '--serve', 'serial', '--seed', '3', '--speed', SPEED];
  patient = startLimber(sim, undefined, {}, BANDS_LIVE_MS);
  const [line] = await patient.printed(/^\{.*\}\n/, 'stdout');
  served = JSON.parse(line) as Served;
});
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
  'a gateway in another process runs the session over pseudo-terminals',
  async () => {
    const document = documentOf(await session());
    expect(schemaObjections('session-1', document)).toEqual([]);
    expect(document).toMatchObject({
      simulated: true,
      session: { outcome: 'completed', sensors: ['thigh', 'shank'] },
      stimulation: { stop_reason: 'SESSION_DONE', peak_current_ua: 20_000 },
      published: { pending: 0 },
    });
    expect(document.reps).toHaveLength(16);
  },
  HOST_LIVES_MS,
);

test(
  'the bands outlive their host: the next one finds the stim band resting, and has no stimulation',
  async () => {
    const document = documentOf(await session());
    expect(document.reps).toHaveLength(16);
    expect(document).toMatchObject({
      session: { outcome: 'completed' },
      stimulation: { pulses: 0, stop_reason: 'RESTING' },
    });
  },
  HOST_LIVES_MS,
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
