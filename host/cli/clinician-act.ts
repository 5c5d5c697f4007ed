import { LimberError } from '../../protocol/limber-error.ts';
import { clinicianKey, signMessage } from '../keys/clinician-key.ts';
import { readKeyFile } from '../keys/key-file.ts';
import { trustedClinicians } from '../keys/key-ring.ts';
import { readDirectory } from '../records/directory-claim.ts';
import { openStore, type Store } from '../records/store.ts';
import { givenPassphrases, unlock } from './passphrase.ts';
import { recordsDirectory } from './records-directory.ts';

/** Options of every command that a clinician's key is needed for, at a gateway that is not running. */
export interface ActOptions {
  readonly key: string;
  readonly passphraseFile?: readonly string[];
  readonly data?: string;
}

/** Somebody whose key this gateway trusts, and its records. */
export interface Act {
  readonly data: string;
  readonly store: Store;
  /** As records say who did something. */
  readonly by: string;
  readonly name: string;
  /** Ed25519 over the texts as JSON, base64. */
  sign(...said: readonly string[]): string;
}

/**
 * Unlocks the key, takes the gateway's directory, acts, and lets it go.
 * @throws LimberError of keys and records; keys/clinician-unknown where the gateway does not trust the key
 */
export async function actAsClinician(options: ActOptions, act: (act: Act) => void): Promise<void> {
  const data = options.data ?? recordsDirectory('gateway');
  const file = readKeyFile(options.key, 'clinician');
  if (!trustedClinicians(data).some(({ id }) => id === file.id)) throw untrusted(file.id, data);
  const seed = await unlock({ path: options.key, file }, givenPassphrases(options.passphraseFile));
  const sign = (...said: readonly string[]): string =>
    Buffer.from(signMessage(new TextEncoder().encode(JSON.stringify(said)), clinicianKey(file.name, seed))).toString(
      'base64',
    );
  const store = openStore(data, { simulated: readDirectory(data).kind === 'simulation', wallMs: Date.now });
  try {
    act({ data, store, by: `clinician:${file.id}`, name: file.name || file.id, sign });
  } finally {
    store.close();
  }
}

const untrusted = (id: string, data: string): LimberError =>
  new LimberError(
    'keys/clinician-unknown',
    `The gateway of ${data} does not trust key ${id}. Enrol it first: limber enrol --clinician <file>.pub.json --data ${data}`,
  );
