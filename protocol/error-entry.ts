/** One row of the catalogue of failures. */
export interface ErrorEntry {
  readonly code: string;
  readonly meaning: string;
  readonly who: 'patient' | 'engineer' | 'clinician';
  readonly action: string;
}
