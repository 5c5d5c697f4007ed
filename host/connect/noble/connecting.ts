import { LimberError } from '../../../protocol/limber-error.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import { within } from '../deadline.ts';
import type { Heard } from './hearing.ts';
import { bareDigits, type ConnectOptions, type Hci, type Noble, type Peripheral } from './noble-library.ts';

export interface ConnectingParts {
  readonly noble: Noble;
  readonly hci: Hci;
  readonly timeline: Timeline;
  /** With the deadline of a command; the adapter is lost where it does not come. */
  readonly obeyed: (what: string, command: Promise<void>) => Promise<void>;
  /** Ends the connection if there is one, and forgets all that noble kept of it. */
  readonly release: (peripheral: Peripheral) => Promise<void>;
}

/**
 * Seven chances to meet a band that is awake, one for a sleeping one that was just heard. Nothing is heard meanwhile, so whoever else
 * comes back waits: with 2.5 s for a band that is silent after all, that one is still connected within 5 s.
 */
const CONNECT_MS = 2_500;

const CONNECT_OPTIONS: ConnectOptions = {
  // 15 ms, as the firmware asks for: a Puck.js sends 35 packets/s, and a board may send one an event.
  minInterval: 12,
  maxInterval: 12,
  latency: 0,
  // 4 s. noble's own 420 ms takes a body between band and gateway for the end; stimulation does not wait for this, its lease ends after 2 s.
  timeout: 400,
  // 247: with its headers it fits one packet of the radio.
  mtu: 247,
};

/** @throws LimberError link/no-answer where the band is silent, what `givenUp` was aborted with, or why the adapter refuses */
export async function connectWith(parts: ConnectingParts, band: Heard, givenUp: AbortSignal): Promise<Peripheral> {
  const { noble, timeline } = parts;
  const peripheral = introduce(noble, band);
  const what = `The connection to ${band.address}`;
  const abandon = (): void => peripheral.cancelConnect();
  givenUp.throwIfAborted();
  givenUp.addEventListener('abort', abandon);
  try {
    await within(timeline, CONNECT_MS, what, peripheral.connectAsync(CONNECT_OPTIONS));
    return peripheral;
  } catch (error) {
    // A connection that nobody waits for any more would block all that come after it.
    peripheral.cancelConnect();
    await pendingOver(parts);
    // It may have come about after all, while nothing here ran: the band would be heard by nobody as long as it lasts.
    await parts.release(peripheral);
    givenUp.throwIfAborted();
    if (error instanceof LimberError) throw error;
    throw new LimberError('link/no-answer', `${what} failed: ${(error as Error).message}.`, { cause: error });
  } finally {
    givenUp.removeEventListener('abort', abandon);
  }
}

/** Noble connects to whom it has heard of, and hears of nobody here (hearing.ts). */
function introduce(noble: Noble, { address, addressType, signalDbm }: Heard): Peripheral {
  noble._bindings.onDiscover(0, address, addressType, true, { serviceUuids: [], serviceData: [] }, signalDbm, true);
  return noble._peripherals.get(bareDigits(address))!;
}

/** The controller has said what became of the attempt; until then noble begins no other. */
async function pendingOver({ noble, hci, obeyed }: ConnectingParts): Promise<void> {
  if (noble._bindings._pendingConnectionUuid === null) return;
  await obeyed(
    'The end of an attempt to connect',
    new Promise((resolve) => hci.once('leConnComplete', () => resolve())),
  );
}
