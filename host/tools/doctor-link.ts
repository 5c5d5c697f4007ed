import type { LinkKind } from '../connect/reach.ts';
import { type Finding, fail, ok, warn } from './doctor-finding.ts';
import type { BusFacts, RadioFacts } from './doctor-radio.ts';
import { radioTrouble } from './doctor-radio.ts';
import type { SerialFacts } from './doctor-serial.ts';

/** By which way a gateway that is started so would reach its bands, and what stands against it. */
export interface LinkFacts {
  readonly asked: LinkKind;
  /** A controller on a serial device was named. */
  readonly hci: boolean;
  readonly taken: 'noble' | 'bluez' | 'serial' | 'none';
  /** Why, where it was left to the gateway; else empty. */
  readonly why: string;
  /** What opening it said; null where it opened, or was not tried: an adapter that is opened is taken from whoever has it. */
  readonly failure: string | null;
}

const ANEW = 'unplug the adapter and plug it in again, or start its service anew; then look again';

export function judgeLink(facts: LinkFacts, radio: RadioFacts, bus: BusFacts, serial: SerialFacts): Finding {
  const { asked, hci, taken, why } = facts;
  const trouble = troubleOf(facts, radio, bus, serial);
  const shared = { asked, hci, taken, usable: trouble === null };
  if (trouble === null) return ok(why || `${taken}, as asked`, shared);
  const [what, advice] = parted(trouble);
  // Whoever asked for nothing has the cable, too.
  return asked === 'auto' && !hci
    ? warn(`${what}; bands on a cable work all the same`, advice, shared)
    : fail(what, advice, shared);
}

function troubleOf(
  { taken, hci, why, failure }: LinkFacts,
  radio: RadioFacts,
  { hasBluez }: BusFacts,
  { ports }: SerialFacts,
): string | null {
  if (failure !== null) return failure;
  if (taken === 'none') return why;
  if (taken === 'serial')
    return ports.some(({ isAccessible }) => isAccessible) ? null : 'No serial port that you may use: plug a band in';
  if (taken === 'bluez' || hci) return null;
  const trouble = radioTrouble(radio);
  if (trouble !== null) return `Bluetooth cannot be used: ${trouble}`;
  if (hasBluez && radio.platform === 'linux')
    return `bluetoothd runs and owns the adapter ${radio.adapters[0]}: use --link bluez, or sudo systemctl disable --now bluetooth`;
  return null;
}

/** What is, and what to do about it: behind the last colon; a library's own words may have none. */
function parted(sentence: string): readonly [string, string] {
  const said = sentence.replace(/\.$/, '');
  const at = said.lastIndexOf(': ');
  return at < 0 ? [said, ANEW] : [said.slice(0, at), said.slice(at + 2)];
}
