import type { ClinicianPublicKey } from '../keys/clinician-key.ts';
import type { KeyFile } from '../keys/key-file.ts';
import { forgetLinkKey, hasLinkKey, keepLinkKey, trustClinician } from '../keys/key-ring.ts';
import { readDirectory } from '../records/directory-claim.ts';
import { openStore } from '../records/store.ts';

/** A gateway's directory, taken while it is told whom it knows. Each entry is in the audit chain. */
export interface KeyRegister {
  /** @returns the path of the copy */
  enrolBand(linkKey: KeyFile): string;
  trust(clinician: ClinicianPublicKey): string;
  /** A band that was wiped: its key goes, its records stay. @param person pseudonym of who had it; empty: nobody */
  retireBand(device: string, person: string): void;
  /** For somebody else, with a new key. @param person pseudonym */
  reassignBand(linkKey: KeyFile, person: string): void;
  close(): void;
}

/**
 * @param simulated undefined where no band has said it: then as the directory says, real if it says nothing
 * @throws LimberError as `openStore` does; records/directory-in-use while the gateway runs
 */
export function openKeyRegister(data: string, simulated = readDirectory(data).kind === 'simulation'): KeyRegister {
  const store = openStore(data, { simulated, wallMs: Date.now });
  const note = (event: string, id: string, person = ''): void => {
    store.audit.append({ person, by: 'gateway', kind: 'security', document: { event, id } });
  };
  const keep = (linkKey: KeyFile): string => {
    const file = keepLinkKey(data, linkKey);
    // A simulated band is nobody's: its key is kept, and the directory stays one for simulations.
    if (!simulated) store.enrol({ kind: 'device', id: linkKey.id, name: linkKey.id });
    return file;
  };
  return {
    enrolBand: (linkKey) => {
      const file = keep(linkKey);
      note('band-enrolled', linkKey.id);
      return file;
    },
    retireBand: (device, person) => {
      // A run that goes on where it was finds no key, and does not write it down again.
      if (!hasLinkKey(data, device)) return;
      note('band-retired', device, person);
      forgetLinkKey(data, device);
    },
    reassignBand: (linkKey, person) => {
      keep(linkKey);
      note('band-reassigned', linkKey.id, person);
    },
    trust: (clinician) => {
      const file = trustClinician(data, clinician);
      note('clinician-trusted', clinician.id);
      return file;
    },
    close: () => store.close(),
  };
}
