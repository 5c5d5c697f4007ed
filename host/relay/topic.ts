import { PUBLIC_ID } from '../records/session-document.ts';

/**
 * The topics of limber/v1. Every id is one level of letters, digits, _ and -: no wildcard, no slash, nothing a broker's
 * access list could misread.
 */
export type Topic =
  | {
      readonly kind: 'summary' | 'rep' | 'live';
      readonly site: string;
      readonly person: string;
      readonly session: string;
    }
  | {
      readonly kind: 'chunk';
      readonly site: string;
      readonly person: string;
      readonly session: string;
      readonly chunk: number;
    }
  | { readonly kind: 'event'; readonly site: string; readonly person: string; readonly event: string }
  | { readonly kind: 'status'; readonly site: string }
  | { readonly kind: 'down' | 'ack'; readonly site: string; readonly message: string };

const ROOT = 'limber/v1';
/** Plain decimal, no sign and no leading zero, so that one number has one topic. */
const NUMBER = /^(0|[1-9][0-9]{0,8})$/;

export const isTopicId = (text: string): boolean => PUBLIC_ID.test(text);

/** Throws RangeError where an id is not one level of `[A-Za-z0-9_-]+`, or a chunk's number is not a whole one. */
export function formatTopic(topic: Topic): string {
  const levels = levelsOf(topic).map(String);
  const bad =
    levels.find((level) => !isTopicId(level)) ??
    (topic.kind === 'chunk' && !NUMBER.test(levels.at(-1)!) ? topic.chunk : undefined);
  if (bad !== undefined)
    throw new RangeError(`"${bad}" can't be part of a topic: ids are made of A-Z, a-z, 0-9, _ and -`);
  return [ROOT, ...levels].join('/');
}

/** Null for anything that is not a topic of limber/v1. */
export function parseTopic(text: string): Topic | null {
  if (!text.startsWith(`${ROOT}/`)) return null;
  const [site, ...levels] = text.slice(ROOT.length + 1).split('/');
  if (site === undefined || ![site, ...levels].every(isTopicId)) return null;
  const [first, second, third, fourth, fifth] = levels;
  if (levels.length === 1) return first === 'status' ? { kind: 'status', site } : null;
  if (levels.length === 2) return first === 'down' || first === 'ack' ? { kind: first, site, message: second! } : null;
  if (levels.length === 3) return second === 'event' ? { kind: 'event', site, person: first!, event: third! } : null;
  if (second !== 'session') return null;
  return sessionTopic(
    { site, person: first!, session: third! },
    levels.length === 4 ? [fourth!] : [fourth!, fifth!],
    levels.length,
  );
}

function sessionTopic(
  session: { readonly site: string; readonly person: string; readonly session: string },
  [kind, number]: readonly string[],
  levels: number,
): Topic | null {
  if (levels === 4 && (kind === 'summary' || kind === 'rep' || kind === 'live')) return { kind, ...session };
  if (levels === 5 && kind === 'chunk' && NUMBER.test(number!)) return { kind, ...session, chunk: Number(number) };
  return null;
}

function levelsOf(topic: Topic): readonly (string | number)[] {
  switch (topic.kind) {
    case 'status':
      return [topic.site, 'status'];
    case 'down':
    case 'ack':
      return [topic.site, topic.kind, topic.message];
    case 'event':
      return [topic.site, topic.person, 'event', topic.event];
    case 'chunk':
      return [topic.site, topic.person, 'session', topic.session, 'chunk', topic.chunk];
    default:
      return [topic.site, topic.person, 'session', topic.session, topic.kind];
  }
}
