import { describe, expect, test } from 'vitest';
import { expectOneLine, runLimber } from './limber.ts';

const COMMANDS = ['', 'run', 'sim', 'replay', 'analyse', 'analyse reps', 'analyse angle', 'analyse orientation'];
const MORE_COMMANDS = ['exercises', 'dose', 'dose check', 'export', 'calibrate'];
const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

describe.concurrent('help', () => {
  test.each([...COMMANDS, ...MORE_COMMANDS])('limber %s --help has examples and exit codes', async (command) => {
    const { code, stdout, stderr } = await runLimber([...words(command), '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${['limber', ...words(command)].join(' ')}`);
    expect(stdout).toMatch(/^Examples?:\n {2}limber/m);
    expect(stdout).toMatch(/^Exit codes: 0 \w+.*, 2 bad arguments/m);
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
  ['run --broker nowhere', /mqtt:\/\/host:port/],
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

describe.concurrent('bad arguments give one clear line and exit code 2', () => {
  test.each(BAD_ARGUMENTS)('limber %s', async (line, named) => {
    expectOneLine(await runLimber(words(line)), 2, named);
  });
});
