import type { Reason } from '../../stim/dose/constraint.ts';
import type { AuditRecord } from '../chain/audit-record.ts';
import { appendLink, readForgotten, readPrescriptionRecords } from '../chain/audit-rows.ts';
import { type Database, explaining, transact } from '../database.ts';
import { CHAIN_SINCE } from '../schema-version.ts';

/** A prescription as a gateway is handed it, taken apart by who checked it. */
export interface OfferedPrescription {
  readonly id: string;
  readonly revision: number;
  /** Pseudonym. */
  readonly person: string;
  readonly device: string;
  readonly site: string;
  /** Hex, over the canonical bytes: what band and gateway mean by "the same one". */
  readonly hash: string;
  /** Clinician's key id; null where nobody signed. */
  readonly clinician: string | null;
  /** The whole document as it came, signature and seal included. */
  readonly document: unknown;
}

export interface AcceptedPrescription extends OfferedPrescription {
  /** Its record in the chain. */
  readonly seq: number;
  /** UTC, ms. */
  readonly acceptedAtMs: number;
}

export type PrescriptionEntry =
  | ({ readonly what: 'accepted' } & OfferedPrescription)
  | ({ readonly what: 'refused'; readonly reasons: readonly Reason[] } & RefusedPrescription)
  | {
      readonly what: 'withdrawn';
      readonly id: string;
      readonly revision: number;
      readonly device: string;
      readonly why: string;
    };

/** Of a document without form little is known. */
export interface RefusedPrescription extends Partial<Omit<OfferedPrescription, 'document'>> {
  readonly document: unknown;
}

export type Acceptance =
  | { readonly kind: 'Accepted'; readonly prescription: AcceptedPrescription }
  | { readonly kind: 'Refused'; readonly reasons: readonly Reason[] };

export interface PrescriptionShelf {
  /** The band's latest that was accepted and not withdrawn, if it is this person's at this site; else null. */
  inForce(at: {
    readonly device: string;
    readonly person?: string;
    readonly site?: string;
  }): AcceptedPrescription | null;
  /** Highest revision ever accepted for a band, withdrawn ones too; null where none was. */
  latestRevision(device: string): number | null;
  /** All that were ever accepted, oldest first. */
  accepted(): readonly AcceptedPrescription[];
}

/** Every call is a record of the chain; nothing is ever taken out. */
export interface PrescriptionBook extends PrescriptionShelf {
  /** Superseded ones, and another content under a revision that is known, are refused and recorded as such. */
  accept(offered: OfferedPrescription): Acceptance;
  /** For the record: what was handed to this gateway and why it was not taken. */
  refuse(offered: RefusedPrescription, reasons: readonly Reason[]): void;
  /** @param by who withdraws it */
  withdraw(
    prescription: Pick<AcceptedPrescription, 'id' | 'revision' | 'device' | 'person'>,
    by: string,
    why: string,
  ): void;
}

export function prescriptionShelf(database: Database): PrescriptionShelf {
  const read = (): Folded => readFolded(database);
  return {
    accepted: () => read().accepted,
    latestRevision: (device) => latestRevision(read(), device),
    inForce: ({ device, person, site }) => {
      const folded = read();
      const latest = latestOf(folded.accepted, device);
      if (latest === null || folded.withdrawn.has(keyOf(latest)) || isOutdated(folded, latest)) return null;
      return (person ?? latest.person) === latest.person && (site ?? latest.site) === latest.site ? latest : null;
    },
  };
}

export function prescriptionBook(database: Database, wallMs: () => number): PrescriptionBook {
  const shelf = prescriptionShelf(database);
  const enter = (person: string, by: string, document: PrescriptionEntry): AuditRecord =>
    appendLink(database, { person, by, kind: 'prescription', document }, wallMs());
  const refuse = (offered: RefusedPrescription, reasons: readonly Reason[]): void =>
    void transact(database, () =>
      enter(offered.person ?? '', offered.clinician ?? 'nobody', { what: 'refused', ...offered, reasons }),
    );
  return {
    ...shelf,
    refuse,
    accept: (offered) =>
      transact(database, () => {
        const folded = readFolded(database);
        const latest = latestOf(folded.accepted, offered.device);
        const reasons = refusals(folded, latest, offered);
        if (latest && latest.revision === offered.revision && reasons.length === 0)
          return { kind: 'Accepted', prescription: latest };
        if (reasons.length > 0) {
          refuse(offered, reasons);
          return { kind: 'Refused', reasons };
        }
        const { seq, wallMs: acceptedAtMs } = enter(offered.person, offered.clinician ?? 'nobody', {
          what: 'accepted',
          ...offered,
        });
        return { kind: 'Accepted', prescription: { ...offered, seq, acceptedAtMs } };
      }),
    withdraw: ({ id, revision, device, person }, by, why) =>
      void transact(database, () => enter(person, by, { what: 'withdrawn', id, revision, device, why })),
  };
}

interface Folded {
  readonly accepted: readonly AcceptedPrescription[];
  readonly withdrawn: ReadonlySet<string>;
  /** By band, of people who were forgotten: the highest revision. */
  readonly outlived: ReadonlyMap<string, number>;
}

const NONE: Folded = { accepted: [], withdrawn: new Set(), outlived: new Map() };

const readFolded = (database: Database): Folded =>
  explaining(database.path, () => {
    if (database.version < CHAIN_SINCE) return NONE;
    const outlived = new Map<string, number>();
    for (const { revisions } of readForgotten(database))
      for (const [device, revision] of Object.entries(revisions))
        outlived.set(device, Math.max(revision, outlived.get(device) ?? 0));
    return { ...folded(readPrescriptionRecords(database)), outlived };
  });

function folded(records: readonly AuditRecord[]): Omit<Folded, 'outlived'> {
  const accepted: AcceptedPrescription[] = [];
  const withdrawn = new Set<string>();
  for (const { seq, wallMs, document } of records) {
    const { what, ...entry } = (document ?? {}) as PrescriptionEntry;
    if (what === 'accepted') accepted.push({ ...(entry as OfferedPrescription), seq, acceptedAtMs: wallMs });
    if (what === 'withdrawn') withdrawn.add(keyOf(entry as { device: string; revision: number }));
  }
  return { accepted, withdrawn };
}

const keyOf = ({ device, revision }: { readonly device: string; readonly revision: number }): string =>
  `${device} ${revision}`;

const latestOf = (accepted: readonly AcceptedPrescription[], device: string): AcceptedPrescription | null =>
  accepted.findLast((one) => one.device === device) ?? null;

const latestRevision = ({ accepted, outlived }: Folded, device: string): number | null => {
  const known = [latestOf(accepted, device)?.revision, outlived.get(device)].filter((one) => one !== undefined);
  return known.length === 0 ? null : Math.max(...known);
};

/** A later one was of somebody who was forgotten. */
const isOutdated = (folded: Folded, { device, revision }: AcceptedPrescription): boolean =>
  revision < (latestRevision(folded, device) ?? 0);

function refusals(
  folded: Folded,
  latest: AcceptedPrescription | null,
  offered: OfferedPrescription,
): readonly Reason[] {
  const gone = folded.outlived.get(offered.device) ?? Number.NEGATIVE_INFINITY;
  if (gone >= offered.revision && gone > (latest?.revision ?? Number.NEGATIVE_INFINITY)) {
    const text = `revision ${gone} is known for this band, of somebody who was forgotten; this is ${offered.revision}`;
    return [{ rule: 'superseded', text, source: 'prescriptions accepted by this gateway' }];
  }
  return latest ? supersededBy(latest, offered, folded.withdrawn.has(keyOf(latest))) : [];
}

function supersededBy(
  latest: AcceptedPrescription,
  offered: OfferedPrescription,
  withdrawn: boolean,
): readonly Reason[] {
  const source = 'prescriptions accepted by this gateway';
  const known = `revision ${latest.revision}`;
  if (offered.revision > latest.revision) return [];
  if (offered.revision < latest.revision)
    return [{ rule: 'superseded', text: `${known} is known for this band; this is ${offered.revision}`, source }];
  if (offered.hash !== latest.hash)
    return [{ rule: 'same-revision', text: `${known} is known with another content`, source }];
  return withdrawn ? [{ rule: 'withdrawn', text: `${known} was withdrawn`, source }] : [];
}
