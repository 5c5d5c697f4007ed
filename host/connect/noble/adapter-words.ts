import { LimberError } from '../../../protocol/limber-error.ts';
import { radioTrouble, silentRadio } from '../../tools/doctor-radio.ts';
import { readRadioFacts } from '../../tools/doctor-radio-facts.ts';
import { portWords } from '../port-words.ts';

/** What noble told before it came to nothing. */
export interface AdapterAccount {
  /** "unsupported", "unauthorized", "poweredOff"; "unknown": it said nothing. */
  readonly state: string;
  /** What library or driver failed with; '': it did not. */
  readonly said: string;
}

/** Why there is no radio, and what to install, allow or switch on. */
export function adapterTrouble(
  hci: string | undefined,
  { state, said }: AdapterAccount,
  facts = readRadioFacts(),
): LimberError {
  const options = said === '' ? {} : { cause: said };
  if (hci === undefined) {
    const elsewhere =
      facts.platform === 'linux' ? null : 'only Linux offers its own adapter: name one on a serial port';
    const why = radioTrouble(facts) ?? elsewhere ?? silentRadio(state, said) ?? 'the adapter did not answer';
    return new LimberError('link/radio-unavailable', `Bluetooth cannot be used: ${why}.`, options);
  }
  if (said !== '')
    return new LimberError(
      'link/radio-unavailable',
      `The Bluetooth controller at ${hci} cannot be opened: ${portWords(said)}.`,
      options,
    );
  return new LimberError(
    'link/radio-unavailable',
    `What is at ${hci} does not answer as a Bluetooth controller does (H4, 1 Mbaud): see that it is one, has power, and that no other program uses it.`,
  );
}
