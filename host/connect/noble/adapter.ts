import { LimberError } from '../../../protocol/limber-error.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import { within } from '../deadline.ts';
import { adapterTrouble } from './adapter-words.ts';
import { evict, startTamed, stopTamed, UNKNOWN_STATE } from './bindings.ts';
import { connectWith } from './connecting.ts';
import type { Heard, Report } from './hearing.ts';
import { type BindingOptions, bareDigits, type Hci, loadNoble, type Noble, type Peripheral } from './noble-library.ts';

export interface AdapterPlan {
  readonly timeline: Timeline;
  /** A serial device that speaks H4; else the system's own adapter. */
  readonly hci: string | undefined;
  readonly onReport: (report: Report) => void;
  /** It went away, was switched off, reset itself or does not obey: whoever holds it closes it, and opens another. Called once. */
  readonly onLost: (why: LimberError) => void;
  /** It listens no more, and nobody here asked for that: another program did. */
  readonly onDeaf: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** One life of noble's bindings. Nothing of it is used again after it was lost. */
export interface Adapter {
  listen(isOn: boolean): Promise<void>;
  /** Infinity: it does not listen. */
  listeningSinceMs(): number;
  /** One at a time, and not while listening. Gives up in time, or when `givenUp` is aborted. */
  connect(band: Heard, givenUp: AbortSignal): Promise<Peripheral>;
  /** Ends the connection if there is one, and forgets all that noble kept of it. */
  release(peripheral: Peripheral): Promise<void>;
  intervalMs(peripheral: Peripheral): number | null;
  /** Packets that the controller has not taken yet, of all connections. */
  backlog(): number;
  /** Packets that the controller holds for this band. */
  unsent(peripheral: Peripheral): number;
  /** It does not answer any more. */
  fail(why: LimberError): void;
  close(): void;
}

const BAUD_RATE = 1_000_000;
const UP_MS = 4_000;
const COMMAND_MS = 2_000;
/** Longer than the supervision timeout: by then a controller must have said that the connection is over. */
const RELEASE_MS = 6_000;

/** @throws LimberError link/radio-unavailable in words, within 4 s */
export async function openAdapter(plan: AdapterPlan): Promise<Adapter> {
  const { timeline } = plan;
  let isOver = false;
  const waiting = new Set<(why: LimberError) => void>();
  const end = (why: LimberError): void => {
    if (isOver) return;
    isOver = true;
    for (const giveUp of waiting) giveUp(why);
    plan.onLost(why);
  };
  const { noble, hci } = await begin(plan, end);
  const intervals = followIntervals(noble, hci);
  const obeyed = async (what: string, command: Promise<void>): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    command.then(resolve, reject);
    // Of an adapter that is lost no answer is waited for.
    waiting.add(reject);
    try {
      await within(timeline, COMMAND_MS, what, promise);
    } catch (error) {
      end(error as LimberError);
      throw error;
    } finally {
      waiting.delete(reject);
    }
  };
  const release = async (peripheral: Peripheral): Promise<void> => {
    if (peripheral.state === 'connected') {
      const over = new Promise((resolve) => peripheral.once('disconnect', resolve));
      peripheral.disconnect();
      await within(timeline, RELEASE_MS, 'The end of a connection', over).catch(end);
    }
    intervals.delete(peripheral.id);
    evict(noble, peripheral);
  };
  const { listen, listeningSinceMs } = createListening(noble, plan, obeyed);
  return {
    listen,
    listeningSinceMs,
    connect: (band, givenUp) => connectWith({ noble, hci, timeline, obeyed, release }, band, givenUp),
    release,
    intervalMs: ({ id }) => intervals.get(id) ?? null,
    backlog: () => hci._aclQueue.length,
    unsent: ({ id }) => hci._aclConnections.get(Number(noble._bindings._handles[id]))?.pending ?? 0,
    fail: end,
    close: () => {
      isOver = true;
      stopTamed(noble);
    },
  };
}

function createListening(
  noble: Noble,
  { timeline, onDeaf }: AdapterPlan,
  obeyed: (what: string, command: Promise<void>) => Promise<void>,
): Pick<Adapter, 'listen' | 'listeningSinceMs'> {
  let sinceMs = Number.POSITIVE_INFINITY;
  noble.on('scanStop', () => {
    if (sinceMs === Number.POSITIVE_INFINITY) return;
    sinceMs = Number.POSITIVE_INFINITY;
    onDeaf();
  });
  const begun = (): Promise<void> =>
    new Promise((resolve, reject) => {
      // With duplicates: the signal changes, and only who was heard just now is dialled.
      noble.startScanning([], true, (error) => (error ? reject(error) : resolve()));
    });
  const ended = (): Promise<void> => new Promise((resolve) => noble.stopScanning(resolve));
  return {
    listeningSinceMs: () => sinceMs,
    listen: async (isOn) => {
      if (isOn === Number.isFinite(sinceMs)) return;
      sinceMs = Number.POSITIVE_INFINITY;
      if (!isOn) return obeyed('The end of listening for bands', ended());
      await obeyed('Listening for bands', begun());
      sinceMs = timeline.nowMs();
    },
  };
}

async function begin(plan: AdapterPlan, onEnd: (why: LimberError) => void): Promise<{ noble: Noble; hci: Hci }> {
  const { hci: port, timeline, onReport, onFailure } = plan;
  let [state, said, isUp] = [UNKNOWN_STATE, '', false];
  const trouble = (): LimberError => adapterTrouble(port, { state, said });
  const { promise: judged, resolve: judge } = Promise.withResolvers<void>();
  let noble: Noble | undefined;
  try {
    noble = (await loadNoble()).withBindings('hci', bindingOptions(port));
    const hci = startTamed(noble, {
      isSerial: port !== undefined,
      onState: (changed) => {
        state = changed;
        if (isUp) onEnd(trouble());
        // On the way up it says that it is off: only where it stays so it is.
        else if (state !== 'poweredOff') judge();
      },
      onReport,
      onFailure,
      onReset: () => isUp && onEnd(new LimberError('link/radio-unavailable', 'The Bluetooth controller reset itself.')),
      onSocketError: (error) => {
        if (isUp) return onFailure(error);
        said = error.message;
        judge();
      },
    });
    await within(timeline, UP_MS, 'The adapter', judged).catch(() => {});
    if (state !== 'poweredOn') throw trouble();
    isUp = true;
    return { noble, hci };
  } catch (error) {
    if (noble) stopTamed(noble);
    if (error instanceof LimberError) throw error;
    said = String(error);
    throw trouble();
  }
}

const bindingOptions = (port: string | undefined): BindingOptions =>
  port === undefined
    ? { hciDriver: 'native' }
    : { hciDriver: 'uart', bindParams: { uart: { port, baudRate: BAUD_RATE } } };

/** In force by peripheral: noble itself tells nobody. */
function followIntervals(noble: Noble, hci: Hci): Map<string, number> {
  const intervals = new Map<string, number>();
  hci.on(
    'leConnComplete',
    (status: number, _: number, __: number, ___: string, address: string, intervalMs: number) => {
      if (status === 0) intervals.set(bareDigits(address), intervalMs);
    },
  );
  hci.on('leConnUpdateComplete', (status: number, handle: number, intervalMs: number) => {
    const id = noble._bindings._handles[handle];
    if (status === 0 && typeof id === 'string') intervals.set(id, intervalMs);
  });
  return intervals;
}
