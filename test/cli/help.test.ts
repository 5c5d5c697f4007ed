import { beforeAll, describe, expect, test } from 'vitest';
import { expectOneLine, type Finished, runInOneProcess, runLimber } from './limber.ts';

const SESSIONS = ['', 'run', 'sim', 'replay', 'exercises', 'report', 'prescribe', 'audit', 'export'];
const ANALYSES = ['analyse', 'analyse reps', 'analyse angle', 'analyse orientation'];
const DOSES = ['dose', 'dose check', 'dose plan', 'dose sign', 'dose allow', 'dose history'];
const BANDS = ['keys', 'enrol', 'calibrate', 'flash', 'update', 'fleet', 'scan', 'monitor', 'record', 'doctor'];
const KEPT = ['consent', 'consent give', 'backup', 'restore', 'retention', 'retention set', 'forget'];
const COMMANDS = [...KEPT, ...SESSIONS, ...ANALYSES, ...DOSES, ...BANDS];
const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

test('every command has a help with examples and exit codes', async () => {
  const said = await runInOneProcess(COMMANDS.map((command) => [...words(command), '--help']));
  for (const [i, { code, stdout, stderr }] of said.entries()) {
    expect({ code, stderr }, COMMANDS[i]).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${['limber', ...words(COMMANDS[i]!)].join(' ')}`);
    expect(stdout, COMMANDS[i]).toMatch(/^Examples?:\n {2}limber/m);
    expect(stdout, COMMANDS[i]).toMatch(/^Exit codes: 0 \w+.*, 2 bad arguments/m);
  }
});

test('limber help names every subcommand', async () => {
  const { code, stdout } = await runLimber(['help']);
  expect(code).toBe(0);
  for (const name of ['run', 'sim', 'replay', 'analyse', 'dose', 'export'])
    expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
});

test('limber --version is the version of package.json', async () => {
  expect(await runLimber(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

const RECORDINGS = '--sensors forearm=a.csv,upper-arm=b.csv';
/** What somebody may type, and what the one line must name. */
const BAD_ARGUMENTS: readonly (readonly [string, RegExp])[] = [
  ['foo', /no "limber foo".*run, sim, replay, analyse, dose, .*export/],
  ['help foo', /no "limber foo"/],
  ['analyse', /analyse reps \| angle \| orientation/],
  ['analyse foo', /no "limber analyse foo"/],
  ['dose', /limber dose check/],
  ['--bogus', /Unknown option '--bogus'/],
  ['run --sped 3', /Unknown option '--sped'.*--speed/],
  ['run extra', /extra/],
  ['run --speed', /--speed.*missing/],
  ['run --speed 0', /number from above 0 to 1000, or "max"/],
  ['run --speed fast', /number from above 0 to 1000, or "max"/],
  ['run --speed -1', /--speed/],
  ['run --seed 1.5', /whole number/],
  ['run --http-port 70000', /0 to 65535/],
  ['run --broker nowhere', /mqtts:\/\/host:port/],
  ['run --json', /--once/],
  ['run --once --http-port 0', /--http-port/],
  ['run --once --exercise foo', /no exercise "foo"; there are .*knee-extension/],
  ['run --once --exercise elbow-flexion', /upper-arm and forearm/],
  ['run --link tin-can', /auto, noble, bluez, serial, simulated/],
  ['run --link serial', /--port thigh=/],
  ['run --link simulated --port thigh=/dev/ttyX', /contradict/],
  ['run --port elbow=/dev/ttyX', /"elbow" is no placement/],
  ['run --port thigh=/dev/ttyX --port thigh=/dev/ttyY', /thigh is given twice/],
  ['run --port /dev/ttyX --speed max', /--speed max/],
  ['sim --serve pigeon', /serial/],
  ['sim --speed max', /number/],
  ['replay', /--exercise/],
  ['replay --exercise elbow-flexion', /--sensors/],
  [`replay --exercise foo ${RECORDINGS}`, /no exercise "foo"/],
  ['replay --exercise elbow-flexion --sensors forearm=a.csv', /recording of upper-arm/],
  ['replay --exercise elbow-flexion --sensors forearm=a.csv,forearm=b.csv', /forearm is given twice/],
  ['replay --exercise elbow-flexion --sensors forearm', /placement=file.csv/],
  ['replay --exercise elbow-flexion --sensors nose=a.csv', /placements are thigh, shank, upper-arm, forearm/],
  ['analyse reps --exercise elbow-flexion', /--sensors/],
  ['analyse orientation --in a.csv', /--out/],
  ['dose check --prescription nowhere.json', /nowhere.json cannot be read/],
  ['export --format xml', /csv, jsonl, samples/],
];

describe('bad arguments give one clear line and exit code 2', () => {
  let answers: readonly Finished[];
  beforeAll(async () => {
    answers = await runInOneProcess(BAD_ARGUMENTS.map(([line]) => words(line)));
  });

  test.each(BAD_ARGUMENTS.map(([line, named], i) => [line, named, i] as const))('limber %s', (_, named, i) => {
    expectOneLine(answers[i]!, 2, named);
  });

  test('and the code is that of the process', async () => {
    expectOneLine(await runLimber(words(BAD_ARGUMENTS[0]![0])), 2, BAD_ARGUMENTS[0]![1]);
  });
});
