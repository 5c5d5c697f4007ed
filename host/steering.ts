import * as v from 'valibot';
import { LimberError } from '../protocol/limber-error.ts';
import type { AuditLog } from './records/chain/audit-record.ts';
import type { PersonWish, StimSession } from './stim-session.ts';

/** What a page may ask while current flows or rests; anything else is refused unread. */
const Wish = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['raise', 'lower']) }),
  v.strictObject({ kind: v.picklist(['present', 'pause', 'resume', 'acknowledge-fault']) }),
  /** The rest of an interrupted session, once the band has rested: ARM and the button, from 0. */
  v.strictObject({ kind: v.literal('again') }),
  v.strictObject({
    kind: v.literal('comfort'),
    feeling: v.picklist(['too-weak', 'strong-comfortable', 'uncomfortable', 'painful']),
    /** Where and how it hurt. */
    note: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  }),
]);
export type SteeringWish = v.InferOutput<typeof Wish>;

export interface SteeringOutcome {
  readonly taken: boolean;
  /** What the person reads. */
  readonly message: string;
}

export interface SteeringParts {
  readonly stim: StimSession | undefined;
  readonly audit: AuditLog;
  readonly person: string;
  readonly sessionId: string;
}

/** Null for what is no wish. */
export function readSteeringWish(body: unknown): SteeringWish | null {
  const parsed = v.safeParse(Wish, body);
  return parsed.success ? parsed.output : null;
}

/** First the current, then the record: what hurts ends before it is written down. */
export function steer(parts: SteeringParts, wish: SteeringWish): SteeringOutcome {
  const { stim } = parts;
  if (!stim) return { taken: false, message: 'There is no stimulation in this session.' };
  const before = stim.course().outcome?.counter;
  if (wish.kind === 'again') stim.begin();
  else stim.wish(asPersonWish(wish));
  if (wish.kind === 'comfort') keepComfort(parts, wish);
  const { reason } = stim.view();
  const asked = stim.course().outcome?.counter !== before;
  const said = wish.kind === 'comfort' || wish.kind === 'present';
  return { taken: asked || said, message: reason };
}

const asPersonWish = (wish: Exclude<SteeringWish, { readonly kind: 'again' }>): PersonWish =>
  wish.kind === 'comfort' ? { kind: 'comfort', feeling: wish.feeling } : wish;

/** Where the disk takes nothing more, stimulation ends: nothing may be delivered that cannot be recorded. */
function keepComfort(
  { stim, audit, person, sessionId }: SteeringParts,
  { feeling, note }: Extract<SteeringWish, { readonly kind: 'comfort' }>,
): void {
  const document = { session: sessionId, feeling, ...(note ? { note } : {}) };
  try {
    audit.append({ person, by: 'patient', kind: 'comfort', document });
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    stim?.find('not-recorded');
  }
}
