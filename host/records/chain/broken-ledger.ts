import { LimberError } from '../../../protocol/limber-error.ts';
import type { BrokenChain } from './audit-record.ts';

/** For whoever must not stimulate any more; what was found, and what can be done. */
export function brokenLedger({ why }: BrokenChain, dataDir: string): LimberError {
  return new LimberError(
    'records/chain-broken',
    `The records of stimulation in ${dataDir} are not what was written: ${why}. No stimulation begins here; exercise and export go on. ` +
      '"limber audit verify" tells more. Restore a backup, or go on in another directory with --data.',
  );
}
