import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { openArchive } from '../../host/records/store.ts';
import { runLimber, type Started, scratchFolder, startLimber } from './limber.ts';
import { atASpeedThatTheMachineKeeps, SESSIONS_MS, type ServedBand, sessionLivesMs } from './served-bands.ts';

/** A row for each way that simulated bands are served to a gateway in another process. */
const WAYS: readonly { readonly serve: string; readonly link: (at: string) => readonly string[] }[] = [
  { serve: 'serial', link: () => ['--link', 'serial'] },
  { serve: 'h4', link: (at) => ['--link', 'noble', '--hci', at] },
];

const GOES_ON_WITHIN_MS = 10_000;
/** Where a machine that is busy with other tests takes longer to start a program that does nothing, it takes as many times longer here. */
const PROGRAM_STARTS_MS = 1000;
/** A lease of 2 s and the ramp behind it, in the bands' time. */
const ZERO_WITHIN_MS = 3_500;
/**
 * Of the samples of a gap, but for its edges: what the killed gateway had been sent and not stored, and what the next one was sent
 * before it listened, no band keeps.
 */
const TOLD_SINCE = 0.95;
const EDGE_S = 3;
const RATE_HZ = 104;

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
  readonly data = join(scratchFolder('killed'), 'data');
  readonly #speed: number;

  constructor(link: readonly string[], devices: readonly ServedBand[], speed: number) {
    const ports = devices.flatMap(({ role, placement, port }) => [
      '--port',
      role === 'stim' ? port : `${placement}=${port}`,
    ]);
    this.#args = ['run', ...link, ...ports, '--speed', String(speed), '--http-port', '0', '--data', this.data];
    this.#speed = speed;
  }

  async begin(): Promise<Life> {
    const gateway = startLimber(this.#args, undefined, {}, sessionLivesMs(this.#speed));
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
      if (performance.now() - sinceMs > 12 * GOES_ON_WITHIN_MS) throw new Error('no sample came');
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

  /** Of what two bands measured in this time, how much is stored, or known to be missing. */
  samplesIn(id: string, { from_s, to_s }: { readonly from_s: number; readonly to_s: number }, missing: number): number {
    const [fromMs, toMs] = [1000 * (from_s + EDGE_S), 1000 * (to_s - EDGE_S)];
    const archive = openArchive(this.data);
    try {
      let samples = missing;
      for (const sensor of ['thigh', 'shank'])
        for (const { tMs } of archive.rawSamples(id, sensor))
          for (const t of tMs) if (t > fromMs && t < toMs) samples++;
      return samples / (2 * (RATE_HZ / 1000) * (toMs - fromMs));
    } finally {
      archive.close();
    }
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

const SAMPLES_PER_FRAME = 3;

function missingSamples({ completion }: SessionDocument): number {
  const lost = (completion?.lost ?? []).reduce((sum, { samples }) => sum + (samples ?? 0), 0);
  return lost + SAMPLES_PER_FRAME * (completion?.awaited_frames ?? 0);
}

async function slownessOfThisMachine(): Promise<number> {
  const beganMs = performance.now();
  await runLimber(['--version']);
  return Math.max(1, (performance.now() - beganMs) / PROGRAM_STARTS_MS);
}

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

async function until<Value>(what: string, look: () => Promise<Value | undefined> | Value | undefined): Promise<Value> {
  const untilMs = performance.now() + 120_000;
  while (performance.now() < untilMs) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`${what}: not within two minutes`);
}

test.each(WAYS)(
  'over $serve: killed in the exercise and again while current flows, the session goes on under its id; current only when a person asks',
  async ({ serve, link }) => {
    const document = await atASpeedThatTheMachineKeeps(async (speed) => {
      bands?.kill('SIGKILL');
      const { at = '', devices, flowed } = await putOn(serve, speed);
      const home = new Home(link(at), devices, speed);
      const first = await home.begin();
      await first.gateway.printed(/[34]\/16 repetitions/);
      const { id } = home.stored(0);
      await kill(first);

      const slowness = await slownessOfThisMachine();
      let sinceMs = performance.now();
      const second = await home.begin();
      const took = [await home.goneOn(id, sinceMs, second.gateway)];
      await second.gateway.printed(/stimulation is off until the person starts it on/);
      await until('the band is ready', async () => ((await steerAgain(second)).taken ? true : undefined));
      // Up to here nothing has flowed, by the witness at the skin.
      expect(flowed).toEqual([]);
      await until('current flows', () => flowed.find(({ flowsUa }) => flowsUa >= 10_000));
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
      third.gateway.child.kill('SIGTERM');
      await third.gateway.finished;
      const [told, ...others] = home.documents();
      expect(others).toEqual([]);
      expect(told!.session).toMatchObject({ id, outcome: 'completed' });
      expect(told!.session.gaps).toHaveLength(2);
      console.info(
        `over ${serve} at speed ${speed}: gone on with after ${took.map(Math.round).join(' and ')} ms (bound times ${slowness.toFixed(1)})`,
      );
      // What the bands measured while nobody was there they have told since; on a machine too busy to fetch all of it, the rest is known.
      const missing = missingSamples(told!);
      for (const gap of told!.session.gaps!) expect(home.samplesIn(id, gap, missing)).toBeGreaterThan(TOLD_SINCE);
      for (const ms of took) expect(ms).toBeLessThan(slowness * GOES_ON_WITHIN_MS);
      return told!;
    });
    expect(document.stimulation).toMatchObject({ stop_reason: 'SESSION_DONE', peak_current_ua: 20_000 });
    expect(document.stimulation.on_time_s).toBeLessThanOrEqual(60);
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
    const home = new Home(['--link', 'serial'], devices, 5);
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
