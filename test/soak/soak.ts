import type { IntakeHealth } from '../../host/intake/intake-health.ts';
import { seededRandom } from '../../sim/random.ts';
import { pass, passUntil } from '../virtual-time.ts';
import { type Books, openBooks } from './books.ts';
import { drawFaults } from './fault-drawing.ts';
import { type Home, MOVEMENT_SESSION, openHome } from './home.ts';
import { openRoom, type Room, type SoakBand } from './room.ts';
import { accountSamples, type SampleAccount } from './sample-account.ts';

export interface SoakPlan {
  readonly seed: number;
  /** So long faults strike; then it is waited until all is told and stored. */
  readonly durationMs: number;
  /** Lets so much time pass; absent: virtual time, as fast as the machine can. */
  readonly pass?: (room: Room, ms: number) => Promise<void>;
  readonly hold?: (forMs: number) => void;
  readonly onProgress?: (doneMs: number) => void;
}

export interface BandReport {
  readonly name: string;
  readonly reconnects: number;
  readonly longestToUpMs: number;
  readonly longestToUpAtMs: number;
  readonly longestSilenceMs: number;
  readonly isUp: boolean;
  /** Absent: a stim band. */
  readonly frames?: Pick<IntakeHealth, 'received' | 'lost' | 'recovered'>;
  readonly logBlocks: number;
  readonly samples?: SampleAccount;
}

export interface SoakReport {
  readonly seed: number;
  readonly virtualMs: number;
  readonly realMs: number;
  readonly struck: ReadonlyMap<string, number>;
  readonly bands: readonly BandReport[];
  readonly losses: ReadonlyMap<string, number>;
  readonly stimulation: {
    readonly courses: number;
    readonly refused: number;
    readonly starts: number;
    readonly leases: number;
    readonly pulses: number;
    readonly flowedMs: number;
    readonly peakUa: number;
    readonly endUa: number;
    readonly longestOverLeaseMs: number;
  };
  readonly first: Books;
  readonly last: Books;
  /** Behind the end, beside before the beginning. */
  readonly left: { readonly listeners: number; readonly resources: number };
}

const TURN_MS = 1_000;
/** A link that was lost just now is known to be lost by then. */
const SUPERVISED_MS = 5_000;
const SETTLED_WITHIN_MS = 90_000;
/** What a link that is up loses is known once later frames come. */
const SETTLED_FOR_MS = 5_000;
const BEHIND_STOP_MS = 3_000;
/** So much of it, until engine and bands have warmed up. */
const FIRST_PART = 0.1;

/** A home with all its bands over the real radio library, for so long, while faults strike by a seed. */
export async function soak({ seed, durationMs, hold, onProgress = () => {}, ...plan }: SoakPlan): Promise<SoakReport> {
  const beganMs = performance.now();
  const books = openBooks();
  const before = books();
  const room = await openRoom({ seed, ...(hold ? { hold } : {}) });
  const home = await openHome(room);
  const counts = countBlocks(room);
  const passed = plan.pass ?? (({ clock }: Room, ms: number) => pass(clock, ms));
  const faults = drawFaults(room, seededRandom(seed).fork('faults'));
  let first: Books | undefined;
  for (let doneMs = 0; doneMs < durationMs; doneMs += TURN_MS) {
    if (doneMs >= FIRST_PART * durationMs && room.bands.every(({ account }) => account.isUp)) first ??= books(room);
    await passed(room, TURN_MS);
    onProgress(doneMs + TURN_MS);
  }
  faults.cancel();
  await passed(room, SUPERVISED_MS);
  let settledMs = 0;
  for (let waitedMs = 0; waitedMs < SETTLED_WITHIN_MS && settledMs < SETTLED_FOR_MS; waitedMs += TURN_MS) {
    await passed(room, TURN_MS);
    settledMs = isSettled(room, home) ? settledMs + TURN_MS : 0;
  }
  home.stimulation.stop();
  await passed(room, BEHIND_STOP_MS);
  const last = books(room);
  const report = await accounted(room, home, counts);
  home.close();
  await room.close();
  const behind = books();
  return {
    seed,
    virtualMs: room.clock.nowMs(),
    realMs: performance.now() - beganMs,
    struck: faults.struck,
    ...report,
    first: first ?? last,
    last,
    left: { listeners: behind.listeners - before.listeners, resources: behind.resources - before.resources },
  };
}

/** Nobody is away, and nothing is to come any more. */
function isSettled({ bands }: Room, { movement }: Home): boolean {
  return bands.every(({ account, placement, tape }) => {
    if (!tape) return account.isUp;
    const completion = movement.session.healthOf(placement)?.completion;
    return account.isUp && completion?.isReachable && completion.framesAwaited === 0;
  });
}

interface BandCounts {
  logBlocks: number;
  overruns: number;
}

function countBlocks({ bands }: Room): ReadonlyMap<SoakBand, BandCounts> {
  return new Map(
    bands.map((band) => {
      const counts: BandCounts = { logBlocks: 0, overruns: 0 };
      band.connection.messages$.subscribe((message) => {
        if (message.kind === 'log-block') counts.logBlocks++;
        if (message.kind === 'status') counts.overruns = message.status.overruns;
      });
      return [band, counts];
    }),
  );
}

async function accounted(
  room: Room,
  { store, movement, stimulation }: Home,
  counts: ReadonlyMap<SoakBand, BandCounts>,
) {
  const { dose, clock } = room;
  const health = new Map(room.bands.map(({ placement }) => [placement, movement.session.healthOf(placement)]));
  movement.session.end();
  const document = await passUntil(clock, movement.session.done);
  const lost = document.completion?.lost ?? [];
  const losses = new Map<string, number>();
  for (const { why, samples } of lost) losses.set(why, (losses.get(why) ?? 0) + (samples ?? 0));
  const bands = room.bands.map((band): BandReport => {
    const { account, board, placement, tape } = band;
    const { logBlocks, overruns } = counts.get(band)!;
    const frames = health.get(placement);
    return {
      name: `${placement} (${board})`,
      reconnects: account.reconnects,
      longestToUpMs: account.longestMs,
      longestToUpAtMs: account.longestAtMs,
      longestSilenceMs: account.longestSilenceMs,
      isUp: account.isUp,
      logBlocks,
      ...(frames ? { frames } : {}),
      ...(tape && {
        samples: accountSamples({
          store,
          session: MOVEMENT_SESSION,
          sensor: placement,
          tape,
          lost,
          overruns,
        }),
      }),
    };
  });
  const { starts, leases, pulses, flowedMs, peakUa, longestOverLeaseMs } = dose;
  return {
    bands,
    losses,
    stimulation: {
      courses: stimulation.begun,
      refused: stimulation.refused,
      ...{ starts, leases, pulses, flowedMs, peakUa, longestOverLeaseMs },
      endUa: dose.currentUa,
    },
  };
}
