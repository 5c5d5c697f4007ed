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

/** What stands between the slashes; {name} is an id. No topic fits two of them. */
export const TOPIC_PATTERNS: Readonly<Record<Topic['kind'], string>> = {
  status: `${ROOT}/{site}/status`,
  down: `${ROOT}/{site}/down/{message}`,
  ack: `${ROOT}/{site}/ack/{message}`,
  event: `${ROOT}/{site}/{person}/event/{event}`,
  rep: `${ROOT}/{site}/{person}/session/{session}/rep`,
  summary: `${ROOT}/{site}/{person}/session/{session}/summary`,
  live: `${ROOT}/{site}/{person}/session/{session}/live`,
  chunk: `${ROOT}/{site}/{person}/session/{session}/chunk/{chunk}`,
};

interface Level {
  readonly text: string;
  /** Absent: the text itself is the level. */
  readonly id?: string;
}

const levelOf = (text: string): Level => (text.startsWith('{') ? { text, id: text.slice(1, -1) } : { text });
const LEVELS: ReadonlyMap<string, readonly Level[]> = new Map(
  Object.entries(TOPIC_PATTERNS).map(([kind, pattern]) => [kind, pattern.split('/').map(levelOf)]),
);

export const isTopicId = (text: string): boolean => PUBLIC_ID.test(text);

/** Throws RangeError where an id is not one level of `[A-Za-z0-9_-]+`, or a chunk's number is not a whole one. */
export function formatTopic(topic: Topic): string {
  const ids: Readonly<Record<string, unknown>> = { ...topic };
  const written = LEVELS.get(topic.kind)!.map(({ text, id }) => {
    if (id === undefined) return text;
    const level = String(ids[id]);
    if (mayBe(id, level)) return level;
    throw new RangeError(`"${level}" can't be part of a topic: ids are made of A-Z, a-z, 0-9, _ and -`);
  });
  return written.join('/');
}

/** Null for anything that is not a topic of limber/v1. */
export function parseTopic(text: string): Topic | null {
  const given = text.split('/');
  for (const [kind, levels] of LEVELS) {
    if (levels.length !== given.length) continue;
    if (!levels.every(({ text, id }, i) => (id === undefined ? given[i] === text : mayBe(id, given[i]!)))) continue;
    const ids = levels.flatMap(({ id }, i) => (id === undefined ? [] : [[id, given[i]]]));
    const topic = { kind, ...Object.fromEntries(ids) };
    return kind === 'chunk' ? { ...topic, chunk: Number(topic.chunk) } : topic;
  }
  return null;
}

const mayBe = (id: string, level: string): boolean => (id === 'chunk' ? NUMBER.test(level) : isTopicId(level));
