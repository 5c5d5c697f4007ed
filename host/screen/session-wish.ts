import * as v from 'valibot';
import { SIDES } from '../../protocol/placement.ts';
import { CUE_POLICIES, PUBLIC_ID } from '../records/session-document.ts';
import type { SessionWish } from './feed.ts';

const SHORT_ID = v.pipe(v.string(), v.maxLength(80), v.regex(PUBLIC_ID));

const sessionWish = v.object({
  exercise: v.exactOptional(SHORT_ID),
  person: v.exactOptional(SHORT_ID),
  side: v.exactOptional(v.picklist(SIDES)),
  cuePolicy: v.exactOptional(v.picklist(CUE_POLICIES)),
  purpose: v.exactOptional(v.literal('demonstration')),
});

/**
 * What a page asks of the next session; no body asks for nothing in particular. Undefined where it can't be read: whoever
 * meant a demonstration must not get a session that stimulates.
 */
export function wishOf(body: unknown): SessionWish | undefined {
  const parsed = v.safeParse(sessionWish, body ?? {});
  return parsed.success ? parsed.output : undefined;
}
