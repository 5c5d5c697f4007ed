import type { Tightening } from '../person/tightening.ts';

/** What a decision depends on besides the document. Plain values: with the document they give the same decision again. */
export interface DoseContext {
  /** UTC seconds; the later of the clocks that are known. */
  readonly nowS: number;
  /** Whose session it is; null to check a document by itself. */
  readonly person: string | null;
  /** Id of the band that is to deliver it; null or absent to check a document by itself. */
  readonly device?: string | null;
  /** The latest revision known of this prescription; null where none is. */
  readonly latestRevision: number | null;
  /** `canonicalPrescription` of that revision; null or absent where it is not known. */
  readonly latestCanonical?: string | null;
  /** Part of the pad that touches the skin. */
  readonly contactPermille: number;
  /** Output time already delivered today. */
  readonly dayUsedMs: number;
  /** Sessions already begun today; absent: none. */
  readonly daySessions?: number;
  /** What else allows less: signature, screening, skin, pads, the person's own history. In any order. */
  readonly also?: readonly Tightening[];
}
