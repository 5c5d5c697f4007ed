import { LimberError } from '../../../protocol/limber-error.ts';
import { NOBODY, type Opener, type SealedPlace, type Seals } from '../sealing/seals.ts';

/** What a record says, as it is sealed: who did it, and the very text of its document. */
export interface LinkContent {
  readonly by: string;
  readonly document: string;
}

interface LinkPlace {
  readonly seq: number;
  readonly person: string;
  readonly kind: string;
}

/** Two lines: the document's text stays what it was, down to the byte. */
export const contentText = ({ by, document }: LinkContent): string => `${JSON.stringify(by)}\n${document}`;

export function sealContent(seals: Seals, link: LinkPlace, content: LinkContent): Uint8Array {
  return seals.seal(ownerOf(link), placeOf(link), Buffer.from(contentText(content)));
}

/** Throws as `Seals.open` does. */
export function openContent(seals: Opener, link: LinkPlace, sealed: unknown): LinkContent {
  const text = Buffer.from(seals.open(ownerOf(link), placeOf(link), sealed)).toString('utf8');
  const end = text.indexOf('\n');
  return { by: JSON.parse(text.slice(0, end)), document: text.slice(end + 1) };
}

const ILLEGIBLE: readonly string[] = ['records/corrupt', 'records/forgotten'];

/** Null where somebody else wrote it, or its person was forgotten: the chain tells (`limber audit verify`). */
export function legibleContent(seals: Opener, link: LinkPlace, sealed: unknown): LinkContent | null {
  try {
    return openContent(seals, link, sealed);
  } catch (cause) {
    if (cause instanceof LimberError && ILLEGIBLE.includes(cause.code)) return null;
    throw cause;
  }
}

/** That somebody was forgotten is to be read when their key is gone. */
export const ownerOf = ({ kind, person }: Pick<LinkPlace, 'kind' | 'person'>): string =>
  kind === 'forgotten' ? NOBODY : person;

const placeOf = ({ seq }: LinkPlace): SealedPlace => ['audit', 'document', seq];
