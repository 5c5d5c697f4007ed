import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { keptLinkKey } from '../keys/key-ring.ts';
import { givenPassphrases, unlock } from './passphrase.ts';
import { recordsDirectory } from './records-directory.ts';

/** The key that a stim band was enrolled with, or why there is none, in a sentence. */
export type LinkKeySource = (band: Hello) => Promise<{ readonly key: Uint8Array } | { readonly refused: string }>;

export interface LinkKeyOptions {
  readonly data?: string;
  readonly passphraseFile?: readonly string[];
}

/** From the gateway's data directory. A simulated band that was never enrolled has the key of all simulated ones. */
export function linkKeysOf({ data, passphraseFile }: LinkKeyOptions): LinkKeySource {
  return async ({ simulated, deviceId }) => {
    const dataDir = data ?? recordsDirectory(simulated ? 'simulation' : 'gateway');
    try {
      const kept = keptLinkKey(dataDir, deviceId);
      if (kept) return { key: await unlock(kept, givenPassphrases(passphraseFile)) };
    } catch (error) {
      // Exercise goes on without stimulation.
      if (error instanceof LimberError) return { refused: error.message };
      throw error;
    }
    if (simulated) return { key: SIMULATED_LINK_KEY };
    return { refused: `${deviceId} is not enrolled at this gateway (limber enrol --device ${deviceId}).` };
  };
}
