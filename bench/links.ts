import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Air, type AirName, openAir } from './links/airs.ts';
import type { FromChild, Measured, ToChild } from './links/child.ts';
import { FRAMES_PER_SECOND } from './links/frame-band.ts';
import type { HostName } from './links/hosts.ts';
import { type BenchRow, lessIsBetter, moreIsBetter } from './row.ts';

const BANDS = 6;
/** 6 bands at 104 Hz, three samples a frame. */
const LIVE_PER_S = BANDS * FRAMES_PER_SECOND;
const LIVE_MS = 8_000;
/** A rate at which the frames' own cost stands out from that of an idle process. */
const BUSY_PER_S = 2_000;
const BUSY_MS = 4_000;
const BUSY_ROUNDS = 3;
const STEP_MS = 1_500;
const STEPS_PER_S = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000];
/** Of what was offered, within a step. */
const ALL_BUT = 0.99;
const ADDED_COST_MOST = 1.3;

interface Way {
  readonly air: AirName;
  readonly host: HostName;
  readonly peer: HostName;
  readonly peerWords: string;
  readonly ratioAtLeast?: number;
}

const WAYS: readonly Way[] = [
  {
    air: 'h4',
    host: 'noble',
    peer: 'plain noble',
    peerWords: 'a script of plain noble that counts notifications',
    ratioAtLeast: 1 / ADDED_COST_MOST,
  },
  { air: 'bluez', host: 'bluez', peer: 'plain node-ble', peerWords: 'a script of plain node-ble that counts them' },
  { air: 'serial', host: 'serial', peer: 'plain serialport', peerWords: 'plain serialport, ends of packets counted' },
];

/** From a band's notification to the decoded frame, through each real stack; host and bands in processes of their own. */
export async function linkRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const way of WAYS) rows.push(...(await rowsOf(way)));
  return rows;
}

async function rowsOf(way: Way): Promise<BenchRow[]> {
  const ours = await measure(way.air, way.host, steps);
  const peer = await measure(way.air, way.peer, steps);
  for (let round = 1; round < BUSY_ROUNDS; round++) {
    ours.busyUs = Math.min(ours.busyUs, (await measure(way.air, way.host)).busyUs);
    peer.busyUs = Math.min(peer.busyUs, (await measure(way.air, way.peer)).busyUs);
  }
  const { host, peerWords, ratioAtLeast } = way;
  const peerName = peerWords;
  return [
    lessIsBetter({
      name: `${host}: CPU of the host at ${BANDS} x 104 Hz`,
      figure: share(ours.live),
      unit: '% of a core',
      peer: peerName,
      peerFigure: share(peer.live),
      note: `notification to decoded frame: p50 ${ours.live.p50Ms.toFixed(2)} ms, p99 ${ours.live.p99Ms.toFixed(2)} ms; ${ours.live.frames} frames`,
    }),
    lessIsBetter(
      {
        name: `${host}: cost of a frame at ${BUSY_PER_S}/s`,
        figure: ours.busyUs,
        unit: 'us CPU',
        peer: peerName,
        peerFigure: peer.busyUs,
        note: `added: ${(100 * (ours.busyUs / peer.busyUs - 1)).toFixed(0)} %`,
      },
      ratioAtLeast === undefined ? {} : { ratioAtLeast },
    ),
    moreIsBetter(
      {
        name: `${host}: most frames without loss`,
        figure: ours.mostPerS,
        unit: 'frames/s',
        peer: peerName,
        peerFigure: peer.mostPerS,
        note: `offered in steps up to ${STEPS_PER_S.at(-1)}/s`,
      },
      LIVE_PER_S,
    ),
  ];
}

interface Found {
  readonly live: Measured;
  busyUs: number;
  mostPerS: number;
}

const share = ({ cpuUs, wallMs }: Measured): number => cpuUs / wallMs / 10;

async function measure(airName: AirName, host: HostName, climb?: typeof steps): Promise<Found> {
  const air = await openAir(airName, BANDS);
  const child = fork(join(import.meta.dirname, 'links', 'child.ts'), [host, air.at, ...air.addresses], {
    env: { ...process.env, ...air.env },
  });
  const ended = once(child, 'exit');
  try {
    await heard(child, 'ready');
    // The compiler has seen every path before anything counts.
    await run(child, air, BUSY_PER_S, STEP_MS);
    const busy = await run(child, air, BUSY_PER_S, BUSY_MS);
    const live = await run(child, air, LIVE_PER_S, climb ? LIVE_MS : STEP_MS);
    return { live, busyUs: busy.cpuUs / busy.frames, mostPerS: climb ? await climb(child, air) : 0 };
  } finally {
    child.kill('SIGKILL');
    await ended;
    await air.close();
  }
}

async function steps(child: ChildProcess, air: Air): Promise<number> {
  let mostPerS = 0;
  for (const perS of STEPS_PER_S) {
    const { frames } = await run(child, air, perS, STEP_MS);
    if (frames < (ALL_BUT * perS * STEP_MS) / 1000) return mostPerS;
    mostPerS = perS;
  }
  return mostPerS;
}

/** What is still under way when all was sent has this long to arrive. */
const LAST_MS = 300;

async function run(child: ChildProcess, air: Air, perS: number, durationMs: number): Promise<Measured> {
  const say = (message: ToChild): void => void child.send(message);
  say({ kind: 'begin' });
  const beganMs = performance.now();
  let sent = 0;
  while (sent < (perS * durationMs) / 1000) {
    const due = Math.min((perS * (performance.now() - beganMs)) / 1000, (perS * durationMs) / 1000);
    for (; sent < due; sent++) air.send();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, LAST_MS));
  say({ kind: 'end' });
  return heard(child, 'measured');
}

async function heard<Kind extends FromChild['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<FromChild, { kind: Kind }>> {
  const ended = new AbortController();
  const died = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`the host ended by itself (${code})`);
  });
  try {
    while (true) {
      const [message] = (await Promise.race([once(child, 'message', { signal: ended.signal }), died])) as [FromChild];
      if (message.kind === kind) return message as Extract<FromChild, { kind: Kind }>;
    }
  } finally {
    died.catch(() => {});
    ended.abort();
  }
}
