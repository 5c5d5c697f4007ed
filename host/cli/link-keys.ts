import { LimberError } from '../../protocol/limber-error.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { hasLinkKey, keptLinkKey } from '../keys/key-ring.ts';
import type { LinkKeySource } from '../trust.ts';
import { givenPassphrases, unlock } from './passphrase.ts';
import { recordsDirectory } from './records-directory.ts';

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
      if (kept) return { kept: true, key: await unlock(kept, givenPassphrases(passphraseFile)) };
    } catch (error) {
      // Exercise goes on without stimulation.
      if (error instanceof LimberError) return { kept: hasLinkKey(dataDir, deviceId), refused: error.message };
      throw error;
    }
    if (simulated) return { kept: false, key: SIMULATED_LINK_KEY };
    return { kept: false, refused: `${deviceId} is not enrolled at this gateway (limber enrol --device ${deviceId}).` };
  };
}
