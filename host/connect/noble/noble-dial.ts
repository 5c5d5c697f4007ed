import { CHARACTERISTIC_UUIDS, SERVICE_UUID } from '../../../protocol/gatt.ts';
import { LimberError } from '../../../protocol/limber-error.ts';
import { CHANNELS, type Channel } from '../../../protocol/link.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import { within } from '../deadline.ts';
import type { Dial, Dialled } from '../reconnecting-link.ts';
import { type Characteristics, converse } from './conversation.ts';
import type { Heard } from './hearing.ts';
import { bareDigits, type Peripheral } from './noble-library.ts';
import type { Connected, Radio } from './radio.ts';

export interface DialParams {
  readonly radio: Radio;
  readonly address: string;
  readonly timeline: Timeline;
}

/** Some ten round trips of 30 ms at most, and room for packets that get lost. */
const STEP_MS = 2_000;
/** Two rounds of messages, and computing on both sides. */
const PAIRING_MS = 3_000;
/** A band that was dialled in vain is dialled again when others had two rounds of advertising to be heard, and their turn. */
const OTHERS_FIRST_MS = 800;

/** Waits until the band is heard; connects; makes everything ready that packets need. */
export function nobleDial(params: DialParams): Dial {
  let wasInVain = false;
  return async (givenUp) => {
    try {
      const connected = await reached(params, wasInVain, givenUp);
      try {
        const dialled = await prepared(params, connected, givenUp);
        wasInVain = false;
        return dialled;
      } catch (error) {
        await connected.adapter.release(connected.peripheral);
        throw error;
      }
    } catch (error) {
      wasInVain = true;
      throw error;
    }
  };
}

async function reached({ radio, address }: DialParams, wasInVain: boolean, givenUp: AbortSignal): Promise<Connected> {
  let sinceMs = 0;
  const willDo = ({ atMs }: Heard): boolean =>
    atMs >= sinceMs && (!wasInVain || atMs >= radio.listeningSinceMs() + OTHERS_FIRST_MS);
  for (;;) {
    const { atMs } = await radio.hearing.next(address, willDo, givenUp);
    const connected = await radio.connect(address, givenUp);
    if (connected) return connected;
    sinceMs = atMs + 1;
  }
}

async function prepared(
  { address, timeline }: DialParams,
  connected: Connected,
  givenUp: AbortSignal,
): Promise<Dialled> {
  const { peripheral } = connected;
  const step = <Value>(what: string, promise: Promise<Value>, ms = STEP_MS): Promise<Value> =>
    within(timeline, ms, `${what} of ${address}`, unless(givenUp, promise));
  const mtu = await step('The packet size', mtuOf(peripheral));
  const { characteristics } = await step(
    'The list of services',
    peripheral
      .discoverSomeServicesAndCharacteristicsAsync(
        [bareDigits(SERVICE_UUID)],
        Object.values(CHARACTERISTIC_UUIDS).map(bareDigits),
      )
      .catch((error: unknown) => {
        throw typeof error === 'string' ? notOurs(address) : error;
      }),
  );
  const table = Object.fromEntries(
    CHANNELS.map((channel) => {
      const found = characteristics.find(({ uuid }) => uuid === bareDigits(CHARACTERISTIC_UUIDS[channel]));
      if (!found) throw notOurs(address);
      return [channel, found];
    }),
  ) as Characteristics;
  const dialled = converse({ ...connected, address, timeline, mtu, characteristics: table });
  try {
    // Not for its answer. A band that talks in private only refuses it, and noble pairs; a write without response would go unheard.
    await step('The encryption', table.info.readAsync(), PAIRING_MS);
    for (const channel of NOTIFYING) await step(`The subscription to ${channel}`, table[channel].subscribeAsync());
    return dialled;
  } catch (error) {
    await dialled.hangUp();
    throw error;
  }
}

const NOTIFYING: readonly Channel[] = CHANNELS.filter((channel) => channel !== 'command');

const notOurs = (address: string): LimberError =>
  new LimberError(
    'link/incompatible-device',
    `${address} advertises Limber's service, and does not offer all of it: flash it with this gateway's firmware (limber flash).`,
  );

/** Agreed upon right after the connection: not known when noble says that it is there. */
function mtuOf(peripheral: Peripheral): Promise<number> {
  return new Promise((resolve, reject) => {
    if (peripheral.mtu !== null) return resolve(peripheral.mtu);
    const settle = (action: () => void) => (): void => {
      peripheral.removeListener('mtu', agreed);
      peripheral.removeListener('disconnect', lost);
      action();
    };
    const agreed = settle(() => resolve(peripheral.mtu!));
    const lost = settle(() => reject(new LimberError('link/not-up', 'The connection is lost.')));
    peripheral.on('mtu', agreed);
    peripheral.on('disconnect', lost);
  });
}

function unless<Value>(givenUp: AbortSignal, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(givenUp.reason);
    if (givenUp.aborted) abort();
    givenUp.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => givenUp.removeEventListener('abort', abort));
  });
}
