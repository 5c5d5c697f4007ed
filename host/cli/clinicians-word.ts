import type { Gateway } from '../gateway.ts';
import type { ClinicianPublicKey } from '../keys/clinician-key.ts';
import { trustedClinicians } from '../keys/key-ring.ts';
import { SIMULATED_CLINICIAN } from '../keys/simulated-clinician.ts';
import type { DownEffect } from '../relay/downlink/downlink.ts';
import { markRead, planOf, settingsOf, unreadMessages } from '../relay/downlink/standing.ts';
import type { FeedActions, FeedEvent } from '../screen/feed.ts';
import { type PlanBounds, plannedOrder } from './planned-order.ts';
import type { SessionDesk } from './session-desk.ts';
import type { SessionOrder } from './session-order.ts';

/** What clinicians sent, for whoever runs sessions and shows pages. */
export interface CliniciansWord {
  /** The order with what was asked for its person last; what the command line said stays. */
  planned(order: SessionOrder): SessionOrder;
  /** What the person has not read. */
  messages(person: string): FeedEvent;
  read(person: string, id: string): ReturnType<NonNullable<FeedActions['readMessage']>>;
  onChange(listener: (effect: DownEffect) => void): () => void;
}

export function cliniciansWord(gateway: Gateway, dataDir: string, bounds: PlanBounds): CliniciansWord {
  const { store, downlink } = gateway;
  const names = new Map(knownKeys(dataDir, store.simulated).map(({ id, name }) => [id, name]));
  return {
    planned: (order) => plannedOrder(order, planOf(store.database, order.person), settingsOf(store.database), bounds),
    messages: (person) => ({
      kind: 'messages',
      messages: unreadMessages(store, person, Date.now()).map(({ signer, ...message }) => ({
        ...message,
        from: names.get(signer) || 'Your clinician',
      })),
    }),
    read: (person, id) => {
      const taken = markRead(store, person, id, Date.now());
      return { taken, message: taken ? '' : 'This message is no longer waiting to be read.' };
    },
    onChange: (listener) => downlink?.onEffect(listener) ?? (() => {}),
  };
}

/** What waits to be read, on the pages: now, whenever something comes, and when something was read. */
export function shownMessages(
  word: CliniciansWord,
  { feed$, actions }: Pick<SessionDesk, 'feed$' | 'actions'>,
): { show(): void; read: NonNullable<FeedActions['readMessage']>; close(): void } {
  const person = (): string => actions.choices().person;
  const show = (): void => feed$.next(word.messages(person()));
  const close = word.onChange(show);
  const read = (id: string) => {
    const outcome = word.read(person(), id);
    show();
    return outcome;
  };
  return { show, read, close };
}

const knownKeys = (dataDir: string, simulated: boolean): readonly ClinicianPublicKey[] => [
  ...trustedClinicians(dataDir),
  ...(simulated ? [SIMULATED_CLINICIAN.public] : []),
];
