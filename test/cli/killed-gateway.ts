import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { readProgress } from '../../host/records/session-rows.ts';
import { openArchive } from '../../host/records/store.ts';
import type { SessionProgress } from '../../host/records/stored-record.ts';
import { type Started, scratchFolder, startLimber } from './limber.ts';
import { type ServedBand, sessionLivesMs, type Way } from './served-bands.ts';

/** Of this machine, whatever the speed: from the start of the program until samples are stored again. */
export const GOES_ON_WITHIN_MS = 10_000;
/** Of a Puck.js. */
const SAMPLES_PER_FRAME = 3;

export interface Witness {
  readonly at?: string;
  readonly devices: readonly ServedBand[];
  /** What flowed through the skin, change by change, by the bands' own clock; pulses and charge (of both phases) of all up to then. */
  readonly flowed: {
    readonly flowsUa: number;
    readonly atMs: number;
    readonly pulses: number;
    readonly chargeNc: number;
  }[];
}

let bands: ChildProcess | undefined;

export async function takeOff(): Promise<void> {
  if (!bands || bands.exitCode !== null) return;
  bands.kill('SIGTERM');
  await once(bands, 'exit');
}

/** Bands, and a witness at the skin. What was put on before is gone. */
export async function putOn(serve: string, speed: number): Promise<Witness> {
  await takeOff();
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

export interface Life {
  readonly gateway: Started;
  readonly url: string;
}

/** A gateway's directory, and its lives one after the other. */
export class Home {
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
    const archive = openArchive(this.data);
    try {
      const resumed = archive.decisions(id).findLast(({ kind }) => kind === 'session-resumed');
      return { gap: resumed?.detail as { readonly fromMs: number; readonly toMs: number } };
    } finally {
      archive.close();
    }
  }

  /** Each frame that a band numbered, from the session's first to its last, is stored once, or told as lost or awaited. */
  expectEveryFrame(document: SessionDocument): void {
    const archive = openArchive(this.data);
    const { stored, starts } = readProgress(archive.database, document.session.id) as Required<SessionProgress>;
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

  /** Ended as a service is: what the session was up to then. */
  async ended({ gateway }: Life): Promise<SessionDocument> {
    gateway.child.kill('SIGTERM');
    await gateway.finished;
    const [document, ...others] = this.documents();
    expect(others).toEqual([]);
    return document!;
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

export async function kill({ gateway }: Life): Promise<void> {
  gateway.child.kill('SIGKILL');
  await gateway.finished;
}

export async function steerAgain({ url }: Life): Promise<{ readonly taken: boolean; readonly message: string }> {
  const reply = await fetch(`${url}/api/steer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'again' }),
  });
  return (await reply.json()) as { taken: boolean; message: string };
}

type Look<Value> = () => Promise<Value | undefined> | Value | undefined;

export async function within<Value>(ms: number, look: Look<Value>): Promise<Value | undefined> {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  return undefined;
}

export async function until<Value>(what: string, look: Look<Value>): Promise<Value> {
  const found = await within(120_000, look);
  if (found === undefined) throw new Error(`${what}: not within two minutes`);
  return found;
}
