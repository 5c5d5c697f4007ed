import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { chooseRadio, readRadioOffer } from '../connect/choose-transport.ts';
import { type LinkKind, openReach } from '../connect/reach.ts';
import type { LinkFacts } from './doctor-link.ts';

export interface LinkToLookAt {
  readonly link: LinkKind;
  readonly hci?: string;
}

/** Opens what can be opened beside a gateway that uses it: a session with bluetoothd, or the controller on a serial device. */
export async function readLinkFacts({ link, hci }: LinkToLookAt, timeline: Timeline): Promise<LinkFacts> {
  const { kind: taken, why } = hci === undefined && link === 'auto' ? chooseRadio(await readRadioOffer()) : named(link);
  const isTried = taken === 'bluez' || (taken === 'noble' && hci !== undefined);
  const failure = isTried ? await failureOf({ link: taken, ...(hci === undefined ? {} : { hci }) }, timeline) : null;
  return { asked: link, hci: hci !== undefined, taken, why, failure };
}

const named = (link: LinkKind): Pick<LinkFacts, 'why'> & { readonly kind: LinkFacts['taken'] } => ({
  kind: link === 'auto' ? 'noble' : link,
  why: '',
});

async function failureOf(looked: LinkToLookAt, timeline: Timeline): Promise<string | null> {
  const reach = openReach({ ...looked, timeline, say: () => {} });
  try {
    await reach.ready();
    return null;
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    return error.message;
  } finally {
    await reach.close();
  }
}
