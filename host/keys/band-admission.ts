import type { Hello } from '../../protocol/message.ts';
import { withoutSteering } from './small-file.ts';

/** How a band is reached. Who plugs a cable in has the band in hand; over the air anybody may be at the other end. */
export type Via = 'air' | 'cable' | 'process';

/** Whether this gateway keeps a link key for the id that a band says; `unusable`: its file, or the passphrase for it. */
export type KeptKey = 'kept' | 'none' | 'unusable';

/**
 * What a band answered when it was to show that it has the key. `unable`: its firmware or its interpreter cannot; `busy`: it is in the
 * session of another host.
 */
export type KeyProof = 'proven' | 'not-proven' | 'silent' | 'unable' | 'busy';

export type SaidBand = Pick<Hello, 'deviceId' | 'role' | 'simulated'>;

export interface BandClaim {
  readonly hello: SaidBand;
  /** Port or address. */
  readonly at: string;
  readonly via: Via;
  readonly enrolled: KeptKey;
  readonly proven: KeyProof;
  /** Who was at this link when it was opened; absent: nobody was known. */
  readonly before?: SaidBand | undefined;
  /** Why the key is unusable, in a sentence. */
  readonly why?: string | undefined;
}

export type RefusalCode = 'other-band' | 'key-unusable' | 'key-not-proven' | 'not-enrolled';

export interface Admitted {
  readonly kind: 'Admitted';
}

export interface Refused {
  readonly kind: 'Refused';
  readonly code: RefusalCode;
  /** For the engineer: who it is, why it is not used, what to do. */
  readonly words: string;
}

const ADMITTED: Admitted = { kind: 'Admitted' };

/** Whether what a band sends may be used, and whether it may be stimulated with. First rule that speaks. */
export function admission(claim: BandClaim): Admitted | Refused {
  const { hello, via, enrolled, proven, before } = claim;
  // Made by this process itself.
  if (via === 'process' && hello.simulated) return ADMITTED;
  if (before && !isSame(before, hello)) return refused('other-band', claim);
  if (enrolled === 'unusable') return refused('key-unusable', claim);
  // Simulated bands that were never enrolled share one key, which is no secret: only a stim band is asked for it.
  const mustProve = enrolled === 'kept' || (hello.simulated && hello.role === 'ROLE_STIM');
  if (mustProve) return proven === 'proven' ? ADMITTED : refused('key-not-proven', claim);
  if (hello.simulated) return ADMITTED;
  return via === 'cable' && hello.role === 'ROLE_MOTION' ? ADMITTED : refused('not-enrolled', claim);
}

const isSame = (one: SaidBand, other: SaidBand): boolean =>
  one.deviceId === other.deviceId && one.role === other.role && one.simulated === other.simulated;

const refused = (code: RefusalCode, claim: BandClaim): Refused => ({
  kind: 'Refused',
  code,
  words: WORDS[code](claim),
});

const WORDS: Readonly<Record<RefusalCode, (claim: BandClaim) => string>> = {
  'other-band': ({ hello, at, before }) =>
    `Another band answers at ${at}: it calls itself ${idOf(hello)}, where ${idOf(before!)} was. Not used. Bring ${idOf(before!)} back, or start again to use the other one.`,
  'key-unusable': ({ hello, at, why }) =>
    `${at} calls itself ${idOf(hello)}, which is enrolled here, but its key cannot be read: not used. ${why ?? ''}`.trim(),
  'key-not-proven': (claim) => PROOF_WORDS[claim.proven](claim),
  'not-enrolled': (claim) =>
    `${claim.at} calls itself ${idOf(claim.hello)}, which is not enrolled at this gateway: not used. If it is yours: ${enrolCommand(claim)}`,
};

const PROOF_WORDS: Readonly<Record<KeyProof, (claim: BandClaim) => string>> = {
  proven: () => '',
  'not-proven': (claim) =>
    `${claim.at} calls itself ${idOf(claim.hello)}, which is enrolled here, but does not have its key: not used. Is it another band with a copied name? If it is the right one, enrol it again: ${enrolCommand(claim)}`,
  silent: ({ at, hello }) =>
    `${at} calls itself ${idOf(hello)}, which is enrolled here, but has not answered when it was to prove its key: not used. It is asked again; bring it nearer, or switch it off and on.`,
  busy: ({ at, hello }) =>
    `${at}, ${idOf(hello)}, is in the session of another gateway: not used. End that one; it is asked again.`,
  unable: ({ at, hello }) =>
    `${at} calls itself ${idOf(hello)}, which is enrolled here, but its firmware cannot prove its key: not used. Flash it by cable (limber flash), then enrol it again.`,
};

const enrolCommand = ({ hello, at }: BandClaim): string =>
  `limber enrol --device ${idOf(hello)} --port ${at} --link-key <file> --data <dir>`;

const ID_CHARACTERS = 64;

/** A band says its id itself: it steers no terminal and fills no line. */
export const idOf = ({ deviceId }: Pick<Hello, 'deviceId'>): string =>
  withoutSteering(deviceId).slice(0, ID_CHARACTERS) || '(nothing)';
