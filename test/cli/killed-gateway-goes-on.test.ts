import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { openArchive } from '../../host/records/store.ts';
import type { SessionProgress } from '../../host/records/stored-record.ts';
import { type Started, scratchFolder, startLimber } from './limber.ts';
import { atASpeedThatTheMachineKeeps, SESSIONS_MS, type ServedBand, sessionLivesMs } from './served-bands.ts';

interface Way {
  readonly serve: string;
  readonly link: (at: string) => readonly string[];
  readonly environment?: (at: string) => NodeJS.ProcessEnv;
}

/** A row for each way that simulated bands are served to a gateway in another process. */
const WAYS: readonly Way[] = [
  { serve: 'serial', link: () => ['--link', 'serial'] },
  { serve: 'h4', link: (at) => ['--link', 'noble', '--hci', at] },
  { serve: 'bluez', link: () => ['--link', 'bluez'], environment: (at) => ({ DBUS_SYSTEM_BUS_ADDRESS: at }) },
];

/** Of this machine, whatever the speed: from the start of the program until samples are stored again. */
const GOES_ON_WITHIN_MS = 10_000;
/** A lease of 2 s and the ramp behind it, in the bands' time. */
const ZERO_WITHIN_MS = 3_500;
/** In the bands' time: the button is pressed and the current has risen, where nothing made it wait. */
const FLOWS_WITHIN_MS = 60_000;
/** Of a Puck.js. */
const SAMPLES_PER_FRAME = 3;

interface Witness {
  readonly at?: string;
  readonly devices: readonly ServedBand[];
  /** What flowed through the skin, change by change, by the bands' own clock. */
  readonly flowed: { readonly flowsUa: number; readonly atMs: number }[];
}

let bands: ChildProcess | undefined;
afterEach(async () => {
  if (!bands || bands.exitCode !== null) return;
  bands.kill('SIGTERM');
  await once(bands, 'exit');
});

async function putOn(serve: string, speed: number): Promise<Witness> {
  const script = join(import.meta.dirname, 'watched-bands.ts');
  bands = spawn(process.execPath, [script, serve, '3', String(speed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const flowed: Witness['flowed'] = [];
  return new Promise((resolve, reject) => {
    let text = '';
    bands!.on('exit', (code) => reject(new Error(`the bands ended with ${code}`)));
    bands!.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = `${text}${chunk}`.split('\n');
      text = lines.pop()!;
      for (const line of lines) {
        const said = JSON.parse(line);
        if ('flowsUa' in said) flowed.push(said);
        else resolve({ ...said, flowed });
      }
    });
  });
}

interface Life {
  readonly gateway: Started;
  readonly url: string;
}

class Home {
  readonly #args: readonly string[];
  readonly #environment: NodeJS.ProcessEnv;
  readonly data = join(scratchFolder('killed'), 'data');
  readonly #speed: number;

  constructor(way: Way, { at = '', devices }: Pick<Witness, 'at' | 'devices'>, speed: number) {
    const ports = devices.flatMap(({ role, placement, port }) => [
      '--port',
      role === 'stim' ? port : `${placement}=${port}`,
    ]);
    this.#environment = way.environment?.(at) ?? {};
    this.#args = ['run', ...way.link(at), ...ports, '--speed', String(speed), '--http-port', '0', '--data', this.data];
    this.#speed = speed;
  }

  async begin(): Promise<Life> {
    const gateway = startLimber(this.#args, undefined, this.#environment, sessionLivesMs(this.#speed));
    const [url] = await gateway.printed(/http:\/\/127\.0\.0\.1:\d+/);
    return { gateway, url };
  }

  /** The one session that is running, and how many samples of it are on disk from that moment on. */
  stored(fromMs: number): { readonly id: string; readonly samples: number } {
    const sql = new DatabaseSync(join(this.data, 'records.db'), { readOnly: true });
    try {
      const [running, ...others] = sql.prepare("SELECT id FROM session WHERE state = 'running'").all();
      expect(others).toEqual([]);
      const counted = sql
        .prepare('SELECT coalesce(sum(samples), 0) AS n FROM chunk WHERE session_id = ? AND first_ms >= ?')
        .get(String(running?.id), fromMs);
      return { id: String(running?.id), samples: Number(counted?.n) };
    } finally {
      sql.close();
    }
  }

  /** The session is where it was, and takes samples again. @returns after how long, ms of this machine */
  async goneOn(id: string, sinceMs: number, gateway: Started): Promise<number> {
    await gateway.printed(new RegExp(`session ${id} goes on; stimulation is off`));
    const { gap } = this.#decisions(id);
    for (;;) {
      const stored = this.stored(gap.toMs);
      expect(stored.id).toBe(id);
      if (stored.samples > 0) return performance.now() - sinceMs;
      if (performance.now() - sinceMs > 3 * GOES_ON_WITHIN_MS) throw new Error('no sample came');
      await sleep(50);
    }
  }

  #decisions(id: string): { readonly gap: { readonly fromMs: number; readonly toMs: number } } {
    const sql = new DatabaseSync(join(this.data, 'records.db'), { readOnly: true });
    try {
      const row = sql
        .prepare(
          "SELECT detail FROM decision WHERE session_id = ? AND kind = 'session-resumed' ORDER BY seq DESC LIMIT 1",
        )
        .get(id);
      return { gap: JSON.parse(String(row?.detail)) };
    } finally {
      sql.close();
    }
  }

  /** Each frame that a band numbered, from the session's first to its last, is stored once, or told as lost or awaited. */
  expectEveryFrame(document: SessionDocument): void {
    const sql = new DatabaseSync(join(this.data, 'records.db'), { readOnly: true });
    const row = sql.prepare('SELECT progress FROM session WHERE id = ?').get(document.session.id);
    sql.close();
    const { stored, starts } = JSON.parse(String(row?.progress)) as Required<SessionProgress>;
    const archive = openArchive(this.data);
    for (const sensor of ['thigh', 'shank']) {
      const stretches = stored[sensor]!;
      const frames = stretches.reduce((sum, { from, to }) => sum + to - from + 1, 0);
      const samples = [...archive.rawSamples(document.session.id, sensor)].reduce(
        (sum, { tMs }) => sum + tMs.length,
        0,
      );
      expect(new Set(stretches.map(({ boot }) => boot)).size, sensor).toBe(1);
      expect(samples, sensor).toBe(SAMPLES_PER_FRAME * frames);
      const awaited = starts[sensor]!.flatMap(({ gaps }) => gaps).reduce((sum, { count }) => sum + count, 0);
      const lost = (document.completion?.lost ?? []).filter((loss) => loss.sensor === sensor);
      const told = lost.reduce((sum, loss) => sum + (loss.samples ?? 0), 0);
      const numbered = stretches.at(-1)!.to - stretches[0]!.from + 1;
      expect(samples + told + SAMPLES_PER_FRAME * awaited, sensor).toBe(SAMPLES_PER_FRAME * numbered);
    }
    archive.close();
  }

  documents(): readonly SessionDocument[] {
    const archive = openArchive(this.data);
    try {
      return archive.sessions();
    } finally {
      archive.close();
    }
  }
}

const isComplete = ({ completion }: SessionDocument): boolean => completion?.awaited_frames === 0;

async function kill({ gateway }: Life): Promise<void> {
  gateway.child.kill('SIGKILL');
  await gateway.finished;
}

async function steerAgain({ url }: Life): Promise<{ readonly taken: boolean; readonly message: string }> {
  const reply = await fetch(`${url}/api/steer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'again' }),
  });
  return (await reply.json()) as { taken: boolean; message: string };
}

type Look<Value> = () => Promise<Value | undefined> | Value | undefined;

async function within<Value>(ms: number, look: Look<Value>): Promise<Value | undefined> {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  return undefined;
}

async function until<Value>(what: string, look: Look<Value>): Promise<Value> {
  const found = await within(120_000, look);
  if (found === undefined) throw new Error(`${what}: not within two minutes`);
  return found;
}

/** Ended as a service is: what the session was up to then. */
async function ended({ gateway }: Life, home: Home): Promise<SessionDocument> {
  gateway.child.kill('SIGTERM');
  await gateway.finished;
  const [document, ...others] = home.documents();
  expect(others).toEqual([]);
  return document!;
}

test.each(WAYS)(
  'over $serve: killed in the exercise and again while current flows, the session goes on under its id; current only when a person asks',
  async (way) => {
    let slowestMs = 0;
    // All that bands still had was fetched before the session was closed, and the program started as fast as it does on its own.
    const isKept = (told: SessionDocument): boolean => isComplete(told) && slowestMs < GOES_ON_WITHIN_MS;
    const document = await atASpeedThatTheMachineKeeps(async (speed) => {
      bands?.kill('SIGKILL');
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
      if (!flows) return ended(second, home);
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
      const told = await ended(third, home);
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
