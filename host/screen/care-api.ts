import type { FastifyInstance, FastifyReply } from 'fastify';
import { LimberError } from '../../protocol/limber-error.ts';
import type { CareMoment, CareOutcome, StimulationCare } from './care.ts';
import { NOT_READ, NOT_RECORDED } from './care-words.ts';
import type { DoseReviews } from './dose-review.ts';
import type { FeedMemory } from './feed-memory.ts';
import { mayFlow } from './stimulation-words.ts';
import { tellingOf, titrationWishOf } from './telling.ts';

export interface CareParts {
  readonly care: StimulationCare;
  readonly reviews: DoseReviews;
}

/** What a person says around a stimulation, and what clinician and engineer read of it. */
export function addCare(server: FastifyInstance, { care, reviews }: CareParts, memory: () => FeedMemory): void {
  const now = (): CareMoment => momentOf(memory());
  server.get('/api/care', () => care.care(now()));
  server.post('/api/care', (request, reply) => {
    const telling = tellingOf(request.body);
    return answer(reply, telling && (() => care.tell(telling, now())));
  });
  server.post('/api/titration', (request, reply) => {
    const wish = titrationWishOf(request.body);
    return answer(reply, wish && (() => care.titrate(wish, now())));
  });
  server.get<{ Params: { person: string } }>('/api/people/:person/stimulation', (request, reply) => {
    const review = reviews.review(request.params.person);
    return review ?? reply.code(404).send({ message: 'Nobody is known under this name here.' });
  });
  server.get('/api/security', () => reviews.security());
}

/** Nothing is said to be recorded that is not. */
function answer(reply: FastifyReply, act: (() => CareOutcome) | undefined): FastifyReply {
  if (act === undefined) return reply.code(400).send({ taken: false, message: NOT_READ });
  try {
    const outcome = act();
    return reply.code(outcome.taken ? 200 : 409).send(outcome);
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    return reply.code(500).send({ taken: false, message: NOT_RECORDED });
  }
}

function momentOf({ latest }: FeedMemory): CareMoment {
  const session = latest.session?.session;
  const view = latest.stimulation?.stimulation;
  const known = view !== undefined && view.state !== 'UNKNOWN';
  const currentUa = known ? view.currentUa : 0;
  return {
    sessionId: session?.id ?? '',
    exercise: session?.exercise.id ?? '',
    currentUa,
    flowing: known && mayFlow(view.state) && currentUa > 0,
  };
}
