/** What a message is turned away for, before anything on record is looked at. */
export const TURNED_AWAY_FOR = [
  'topic',
  'too-large',
  'form',
  'other-id',
  'other-site',
  'unknown-signer',
  'signature',
] as const;

/** What a message is refused for that a trusted clinician signed; a prescription also for whatever `limber dose check` names. */
export const REFUSED_FOR = [
  'unknown-person',
  'not-yet',
  'stale',
  'expired',
  'clock',
  'counter',
  'unknown-exercise',
  'unknown-device',
  'not-in-force',
] as const;

/** A name that programs read, and a sentence. */
export interface Reason {
  readonly rule: string;
  readonly text: string;
}

export const because = (rule: (typeof TURNED_AWAY_FOR | typeof REFUSED_FOR)[number], text: string): Reason => ({
  rule,
  text,
});
