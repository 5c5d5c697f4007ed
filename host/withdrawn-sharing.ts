import { LimberError } from '../protocol/limber-error.ts';
import type { Store } from './records/store.ts';
import type { ConsentEntry } from './records/upkeep/consent.ts';

const WITHDRAWN: ConsentEntry = { purpose: 'live', given: false };

/** The person's own word, on their page: nobody watches any more, in this session or a later one, until they allow it again. */
export function withdrawLive(
  { audit }: Pick<Store, 'audit'>,
  person: string,
): { readonly taken: boolean; readonly message: string } {
  try {
    audit.append({ person, by: 'patient', kind: 'consent', document: WITHDRAWN });
    return { taken: true, message: 'Nobody can watch any more.' };
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    return { taken: false, message: error.message };
  }
}
