import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Who gets in where the pages are reached over a network: a browser that has opened the link of this start once. The link brings a
 * cookie; both end with the process.
 */
export interface Entry {
  /** Path of the link, with its secret. */
  readonly link: string;
  /** What a browser that has opened the link is given. */
  readonly cookie: string;
  /** @param cookies the request's Cookie header */
  admits(cookies: string | undefined): boolean;
  /** @param from whoever asks, by address: who tries again and again is not listened to for a while */
  open(key: string, from: string): 'opened' | 'wrong' | 'too-often';
}

export const ENTRY_PATH = '/enter';
const SECRET_BYTES = 32;
/** The prefix has browsers take it over https alone, and from this very name. */
const COOKIE = '__Host-limber';
const WRONG_MOST = 10;
const WRONG_WITHIN_MS = 60_000;
const ADDRESSES_MOST = 1_000;

export function newEntry(nowMs: () => number): Entry {
  const [key, pass] = [secret(), secret()];
  const wrong = wrongTries(nowMs);
  return {
    link: `${ENTRY_PATH}?key=${key}`,
    cookie: `${COOKIE}=${pass}; Path=/; Secure; HttpOnly; SameSite=Strict`,
    admits: (cookies = '') => cookies.split(/; */).some((cookie) => isSame(cookie, `${COOKIE}=${pass}`)),
    open(given, from) {
      if (wrong.tooOften(from)) return 'too-often';
      if (isSame(given, key)) return 'opened';
      wrong.add(from);
      return 'wrong';
    },
  };
}

interface WrongTries {
  tooOften(from: string): boolean;
  add(from: string): void;
}

function wrongTries(nowMs: () => number): WrongTries {
  const tries = new Map<string, { count: number; readonly sinceMs: number }>();
  const recent = (from: string): { count: number } | undefined => {
    const found = tries.get(from);
    return found && nowMs() - found.sinceMs < WRONG_WITHIN_MS ? found : undefined;
  };
  return {
    tooOften: (from) => (recent(from)?.count ?? 0) >= WRONG_MOST,
    add(from) {
      const found = recent(from);
      if (found) found.count += 1;
      else {
        tries.delete(from);
        tries.set(from, { count: 1, sinceMs: nowMs() });
        // The oldest goes: a map is in the order in which it was filled.
        if (tries.size > ADDRESSES_MOST) tries.delete(tries.keys().next().value!);
      }
    },
  };
}

const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** Takes as long for a good guess as for a bad one. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
