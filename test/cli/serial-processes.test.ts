import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentOf, expectOneLine, type Finished, runLimber, scratchFolder, startLimber } from './limber.ts';
import {
  atASpeedThatTheMachineKeeps,
  expectWholeExercise,
  FASTEST,
  SESSIONS_MS,
  type ServedBands,
  serveBands,
  sessionLivesMs,
} from './served-bands.ts';

/** The bands outlive every host of this file. */
const BANDS_LIVE_MS = 1_500_000;
/** Of the bands' time, since a host has come. */
const IN_FIRST_SET_S = '35';

let served: ServedBands;
let data: string;
const portOf = (placement: string): string => served.ports[placement]!;
const thighAndShank = (): string[] => ['thigh', 'shank'].flatMap((name) => ['--port', `${name}=${portOf(name)}`]);
const overSerial = (...ports: readonly string[]): string[] => [
  ...['run', '--link', 'serial', ...ports, '--once', '--json', '--speed', String(served.speed), '--data', data],
];

const session = (): Promise<Finished> =>
  startLimber(overSerial(...thighAndShank(), '--port', portOf('knee')), undefined, {}, sessionLivesMs(served.speed))
    .finished;

async function putOnBands(speed: number): Promise<void> {
  data = join(scratchFolder('serial'), 'data');
  served = await serveBands({ seed: 3, speed, liveMs: BANDS_LIVE_MS });
}

/** The patient has begun with the first set when this host leaves: on a busy machine so long may pass before the next one comes. */
async function lookAndLeave(): Promise<void> {
  const args = ['monitor', ...thighAndShank(), '--seconds', IN_FIRST_SET_S, '--speed', String(served.speed)];
  const { code, stderr } = await startLimber(args, undefined, {}, sessionLivesMs(served.speed)).finished;
  expect(code, stderr).toBe(0);
}

beforeAll(() => putOnBands(FASTEST));
afterAll(() => served.close());

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
    const document = await atASpeedThatTheMachineKeeps(async (speed) => {
      if (speed !== served.speed) {
        await served.close();
        await putOnBands(speed);
      }
      await lookAndLeave();
      const said = documentOf(await session());
      expectWholeExercise(said);
      return said;
    });
    expect(document.stimulation).toMatchObject({ stop_reason: 'SESSION_DONE', peak_current_ua: 20_000 });
  },
  SESSIONS_MS,
);

test(
  'the bands outlive their host: the next one finds the stim band resting, and has no stimulation',
  async () => {
    const document = documentOf(await session());
    expect(document.reps).toHaveLength(16);
    expect(document).toMatchObject({ session: { outcome: 'completed' }, stimulation: { pulses: 0 } });
    // Or the machine was so busy that the band was not heard just then, or heard its host too late: nothing begins either.
    expect(['RESTING', 'DEVICE_SILENT', 'STALE']).toContain(document.stimulation.stop_reason);
    // A busy machine needs its moment to open the port.
    const knee = ['--port', portOf('knee'), '--seconds', '30', '--speed', String(served.speed)];
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
  const { code, stdout } = await served.close();
  expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 0, lines: 1 });
  expect(existsSync(dirname(portOf('thigh')))).toBe(false);
});
