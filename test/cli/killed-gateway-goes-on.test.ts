import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { GOES_ON_WITHIN_MS, Home, kill, putOn, steerAgain, takeOff, until, within } from './killed-gateway.ts';
import { type Started, scratchFolder, startLimber } from './limber.ts';
import { atASpeedThatTheMachineKeeps, SESSIONS_MS, sessionLivesMs, WAYS } from './served-bands.ts';

/** A lease of 2 s and the ramp behind it, in the bands' time. */
const ZERO_WITHIN_MS = 3_500;
/** In the bands' time: the button is pressed and the current has risen, where nothing made it wait. */
const FLOWS_WITHIN_MS = 60_000;
afterEach(takeOff);

const isComplete = ({ completion }: SessionDocument): boolean => completion?.awaited_frames === 0;

test.each(WAYS)(
  'over $serve: killed in the exercise and again while current flows, the session goes on under its id; current only when a person asks',
  async (way) => {
    let slowestMs = 0;
    // All that bands still had was fetched before the session was closed, and the program started as fast as it does on its own.
    const isKept = (told: SessionDocument): boolean => isComplete(told) && slowestMs < GOES_ON_WITHIN_MS;
    const document = await atASpeedThatTheMachineKeeps(async (speed) => {
      const witness = await putOn(way.serve, speed);
      const { flowed } = witness;
      const home = new Home(way, witness, speed);
      const first = await home.begin();
      await first.gateway.printed(/[34]\/16 repetitions/);
      const { id } = home.stored(0);
      await kill(first);

      let sinceMs = performance.now();
      const second = await home.begin();
      const took = [await home.goneOn(id, sinceMs, second.gateway)];
      await second.gateway.printed(/stimulation is off until the person starts it on/);
      await until('the band is ready', async () => ((await steerAgain(second)).taken ? true : undefined));
      // Up to here nothing has flowed, by the witness at the skin.
      expect(flowed).toEqual([]);
      const flows = await within(FLOWS_WITHIN_MS / speed, () => flowed.find(({ flowsUa }) => flowsUa >= 10_000));
      // A machine that lets a process wait has its stimulation ended.
      if (!flows) return home.ended(second);
      await kill(second);

      const killedAtMs = flowed.at(-1)!.atMs;
      sinceMs = performance.now();
      const third = await home.begin();
      took.push(await home.goneOn(id, sinceMs, third.gateway));
      const zero = await until('the current has ended', () =>
        flowed.find(({ flowsUa, atMs }) => flowsUa === 0 && atMs > killedAtMs),
      );
      // The moment of the kill is later than the last change before it by what the band lived at its level.
      expect(zero.atMs - killedAtMs).toBeLessThan(ZERO_WITHIN_MS + 1000 * speed);
      const changes = flowed.length;
      await until('the rest is over', async () => {
        expect(flowed.slice(changes)).toEqual([]);
        return (await steerAgain(third)).taken ? true : undefined;
      });
      await third.gateway.printed(/session finished/);
      const told = await home.ended(third);
      expect(told.session).toMatchObject({ id, outcome: 'completed' });
      expect(told.session.gaps).toHaveLength(2);
      console.info(`over ${way.serve} at speed ${speed}: gone on with after ${took.map(Math.round).join(' and ')} ms`);
      slowestMs = Math.max(...took);
      home.expectEveryFrame(told);
      return told;
    }, isKept);
    expect(slowestMs).toBeLessThan(GOES_ON_WITHIN_MS);
    expect(document.stimulation).toMatchObject({ stop_reason: 'SESSION_DONE', peak_current_ua: 20_000 });
    expect(document.stimulation.on_time_s).toBeLessThanOrEqual(60);
    expect(document.completion?.awaited_frames).toBe(0);
  },
  SESSIONS_MS,
);

test(
  'killed --once goes on with what it was begun with, whatever the next command line says',
  async () => {
    const { devices } = await putOn('serial', 5);
    const data = join(scratchFolder('once'), 'data');
    const bandsAt = devices.flatMap(({ role, placement, port }) =>
      role === 'stim' ? [] : ['--port', `${placement}=${port}`],
    );
    const once = (...more: readonly string[]): Started =>
      startLimber(
        ['run', '--link', 'serial', ...bandsAt, '--speed', '5', '--once', '--json', '--data', data, ...more],
        undefined,
        {},
        sessionLivesMs(5),
      );
    const killed = once('--demonstration', '--side', 'left');
    await killed.printed(/[2-5]\/6 repetitions/);
    killed.child.kill('SIGKILL');
    await killed.finished;

    const next = once('--cues', 'confidence');
    const [, id] = await next.printed(/session (\S+) goes on/);
    await next.printed(/[2-6]\/6 repetitions/);
    next.child.kill('SIGTERM');
    const { code, stdout, stderr } = await next.finished;
    // Its six repetitions may have been complete by then.
    expect([0, 130], stderr).toContain(code);
    const { session, reps } = JSON.parse(stdout) as SessionDocument;
    expect(session).toMatchObject({ id, purpose: 'demonstration', side: 'left' });
    expect(session.cue_policy).toBeUndefined();
    expect(session.gaps).toHaveLength(1);
    expect(reps.length).toBeGreaterThanOrEqual(2);
    expect(reps.map(({ index }) => index)).toEqual(reps.map((_, i) => i + 1));
  },
  SESSIONS_MS,
);

test(
  'a gateway whose bands live in its own process goes on with nothing, and says so',
  async () => {
    const { devices } = await putOn('serial', 5);
    const home = new Home(WAYS[0]!, { devices }, 5);
    const killed = await home.begin();
    await killed.gateway.printed(/2\/16 repetitions/);
    const { id } = home.stored(0);
    await kill(killed);
    const other = startLimber(['run', '--link', 'simulated', '--once', '--speed', '20', '--data', home.data]);
    await other.printed(new RegExp(`session ${id} had been cut short and does not go on: its bands are not here`));
    await other.printed(/set 1 of 2 begins/);
    other.child.kill('SIGKILL');
    await other.finished;
    // Nor with that one: its bands ended with it.
    const last = startLimber(['run', '--link', 'simulated', '--once', '--speed', '20', '--data', home.data]);
    await last.printed(/had been cut short; what was stored of it is kept/);
    await last.printed(/set 1 of 2 begins/);
    last.child.kill('SIGTERM');
    await last.finished;
    expect(home.documents().map(({ session }) => session.outcome)).toEqual(['interrupted', 'interrupted', 'stopped']);
  },
  SESSIONS_MS,
);
