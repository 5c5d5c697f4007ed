import { connectDevice } from '../host/connect/device-connection.ts';
import { exerciseSession } from '../host/exercise-session.ts';
import { exerciseById } from '../host/motion/index.ts';
import type { Link } from '../protocol/link.ts';
import type { Placement } from '../protocol/placement.ts';
import { HOME_AIR } from '../sim/air.ts';
import { createVirtualClock } from '../sim/board/virtual-clock.ts';
import { composeMovement, type Movement, type Piece } from '../sim/body/movement.ts';
import { type Random, seededRandom } from '../sim/random.ts';
import { createWorld } from '../sim/world.ts';
import { type BenchRow, lessIsBetter } from './row.ts';

/** Nothing lost: what is lost waits for its resend, which is the radio's time and not the cue's. */
const CLEAR_AIR = { ...HOME_AIR, lossShare: 0 };
const REPS = 24;

/** Somebody in a hurry, who is told so; their words come with one repetition or another. */
function hurried(random: Random): Movement {
  const reps = Array.from({ length: REPS }, (): Piece[] => [
    {
      kind: 'rep',
      romDeg: random.uniform(45, 85),
      outS: random.uniform(0.8, 1.6),
      holdS: random.uniform(0.2, 0.6),
      backS: random.uniform(0.8, 1.4),
    },
    { kind: 'rest', durationS: random.uniform(0.3, 0.9) },
  ]);
  return composeMovement([{ kind: 'rest', durationS: 3 }, ...reps.flat(), { kind: 'rest', durationS: 2 }], random);
}

interface Delays {
  /** From the last sample of the frame that completed a repetition to its cue, ms: radio and computing. */
  readonly cueMs: number[];
  /** The radio's part of that. */
  readonly radioMs: number[];
  /** Wall time from a packet entering the host's path to whatever it led to, every packet, ms. */
  readonly packetMs: number[];
  /** The same of the packets that led to a cue. */
  readonly cuePacketMs: number[];
}

function followSession(seed: number, delays: Delays): void {
  const clock = createVirtualClock();
  const random = seededRandom(seed);
  const movement = hurried(random.fork('movement'));
  const { devices } = createWorld({ clock, seed, movement, motionOnly: true, air: CLEAR_AIR });
  let enteredMs = 0;
  const timed = (link: Link): Link => ({
    name: link.name,
    payloadBytes: link.payloadBytes,
    onState: (listener) => link.onState(listener),
    send: (channel, bytes) => link.send(channel, bytes),
    close: () => link.close(),
    onPacket: (listener) =>
      link.onPacket((channel, bytes, atMs) => {
        enteredMs = performance.now();
        listener(channel, bytes, atMs);
        if (channel === 'motion') delays.packetMs.push(performance.now() - enteredMs);
      }),
  });
  const bands = devices.map(({ link, placement }) => ({
    connection: connectDevice(timed(link)),
    placement: placement as Placement,
  }));
  const exercise = exerciseById('knee-extension')!;
  let lastSampleMs = 0;
  exerciseSession({ bands, exercise, rateHz: 104, timeline: clock, originMs: 0 }).subscribe((event) => {
    if (event.kind === 'recorded') lastSampleMs = event.frame.tMs.at(-1)!;
    if (event.kind !== 'cue') return;
    const wallMs = performance.now() - enteredMs;
    delays.cuePacketMs.push(wallMs);
    delays.radioMs.push(clock.nowMs() - lastSampleMs);
    delays.cueMs.push(clock.nowMs() - lastSampleMs + wallMs);
  });
  clock.advanceBy(movement.durationS * 1000);
}

const share = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(part * values.length))]!;

/** How soon a person is told, over air that loses nothing; the peer is the radio alone, which nobody can be faster than. */
export function cueDelayRows(seeds: readonly number[] = [1, 2, 3, 4, 5]): BenchRow[] {
  const delays: Delays = { cueMs: [], radioMs: [], packetMs: [], cuePacketMs: [] };
  for (const seed of seeds) followSession(seed, delays);
  const { cueMs, radioMs, packetMs, cuePacketMs } = delays;
  const figures = (values: readonly number[]): string =>
    `p99 ${share(values, 0.99).toFixed(2)} ms, largest ${Math.max(...values).toFixed(2)} ms`;
  return [
    lessIsBetter(
      {
        name: 'last sample of a frame to the cue: simulated radio and wall time of the host path, largest',
        figure: Math.max(...cueMs),
        unit: 'ms',
        peer: 'the radio alone',
        peerFigure: Math.max(...radioMs),
        note: `${cueMs.length} cues in ${seeds.length} sessions: ${figures(cueMs)}; host path alone, from its packet to the cue: ${figures(cuePacketMs)}; any packet (${packetMs.length}): ${figures(packetMs)}`,
      },
      { figureAtMost: 50 },
    ),
  ];
}
