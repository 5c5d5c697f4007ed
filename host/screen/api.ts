import type { FastifyInstance, FastifyReply } from 'fastify';
import { addCare, type CareParts } from './care-api.ts';
import { addDemonstrations } from './demonstration-api.ts';
import type { Demonstrations } from './demonstrations.ts';
import type { FeedActions } from './feed.ts';
import type { FeedMemory } from './feed-memory.ts';
import { sendReport } from './report-reply.ts';
import type { PrescribedDose, SessionLibrary } from './session-library.ts';
import { wishOf } from './session-wish.ts';
import { HANDS_ON_ADVICE } from './stimulation-words.ts';

/** What a page needs to know once. */
export interface ScreenStatus {
  readonly simulated: boolean;
  readonly site: string;
  readonly version: string;
  readonly protocolVersion: number;
}

export interface ApiParts extends CareParts {
  readonly status: ScreenStatus;
  readonly actions: FeedActions;
  readonly library: SessionLibrary;
  readonly demonstrations: Demonstrations;
}

type Page = Parameters<FeedActions['stop']>[0];
const PAGES: readonly Page[] = ['patient', 'clinician', 'engineer'];
const NO_MESSAGE = 'There is no such message to read.';
const UNKNOWN_SESSION = 'No stored session has this id.';

/** @param memory what the pages were told last: of the moment at which somebody says something */
export function addApi(server: FastifyInstance, parts: ApiParts, memory: () => FeedMemory): void {
  server.get('/api/status', () => parts.status);
  addActions(server, parts.actions);
  addLibrary(server, parts.library);
  addReport(server, parts.library);
  addDemonstrations(server, parts.demonstrations);
  addCare(server, parts, memory);
}

function addActions(server: FastifyInstance, actions: FeedActions): void {
  server.post('/api/stop', async (request, reply) => {
    const outcome = await actions.stop(pageOf(request.body)).catch((cause: unknown) => {
      request.log.error(cause, 'stop failed');
      return { stopped: false, message: `STOP could not be confirmed. ${HANDS_ON_ADVICE}` };
    });
    return reply.code(outcome.stopped ? 200 : 502).send(outcome);
  });
  server.post('/api/start', async (request, reply) => {
    const wish = wishOf(request.body);
    if (wish === undefined) return reply.code(400).send({ started: false, message: 'This request cannot be read.' });
    const outcome = await actions.start(wish);
    return reply.code(outcome.started ? 200 : 409).send(outcome);
  });
  server.post('/api/steer', async (request, reply) => {
    const outcome = actions.steer?.(request.body) ?? { taken: false, message: 'Nothing can be steered here.' };
    return reply.code(outcome.taken ? 200 : 409).send(outcome);
  });
  server.post('/api/stop-sharing', async (_request, reply) => {
    const outcome = actions.stopSharing?.() ?? { taken: false, message: 'Nothing is shared here.' };
    return reply.code(outcome.taken ? 200 : 409).send(outcome);
  });
  server.post('/api/messages/read', (request, reply) => {
    const outcome = actions.readMessage?.(messageIdOf(request.body)) ?? { taken: false, message: NO_MESSAGE };
    return reply.code(outcome.taken ? 200 : 409).send(outcome);
  });
  server.get('/api/choices', () => actions.choices());
}

/** STOP is never refused for the sake of its body: what can't be read counts as the patient's. */
function pageOf(body: unknown): Page {
  const from = typeof body === 'object' && body !== null && 'from' in body ? body.from : undefined;
  return PAGES.find((page) => page === from) ?? 'patient';
}

/** Empty, and so nobody's, where there is none. */
function messageIdOf(body: unknown): string {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  return typeof id === 'string' ? id : '';
}

interface SessionRoute {
  Params: { id: string };
}

function addLibrary(server: FastifyInstance, library: SessionLibrary): void {
  server.get('/api/sessions', () => library.sessions());
  server.get<SessionRoute>('/api/sessions/:id', (request, reply) => {
    const document = library.session(request.params.id);
    return document ?? missing(reply);
  });
  server.get<SessionRoute>(
    '/api/sessions/:id/curve',
    (request, reply) => library.curve(request.params.id) ?? missing(reply),
  );
  server.get<SessionRoute>(
    '/api/sessions/:id/analyses',
    (request, reply) => library.analyses(request.params.id) ?? missing(reply),
  );
  server.get<SessionRoute>(
    '/api/sessions/:id/progress',
    (request, reply) => library.progress(request.params.id) ?? missing(reply),
  );
  server.get<SessionRoute>('/api/sessions/:id/prescribed', (request, reply) => {
    return prescribedFor(library, request.params.id) ?? missing(reply, 'This session has no stored prescription.');
  });
  server.get<SessionRoute>('/api/sessions/:id.csv', (request, reply) => {
    const { id } = request.params;
    const csv = library.csv(id);
    if (csv === undefined) return missing(reply);
    reply.header('content-disposition', `attachment; filename="limber-${id}.csv"`);
    return reply.type('text/csv; charset=utf-8').send(csv);
  });
}

function addReport(server: FastifyInstance, library: SessionLibrary): void {
  server.get<SessionRoute & { Querystring: { for?: string; core?: string } }>(
    '/sessions/:id/report',
    (request, reply) => {
      const reader = request.query.for === 'patient' ? 'patient' : 'clinician';
      const core = request.query.core === 'latest' ? 'latest' : 'recorded';
      const page = library.report(request.params.id, reader, core);
      return page === undefined ? missing(reply) : sendReport(reply, page);
    },
  );
}

function prescribedFor(library: SessionLibrary, id: string): PrescribedDose | undefined {
  const prescriptionId = library.session(id)?.stimulation.prescription_id;
  return typeof prescriptionId === 'string' ? library.prescribed(prescriptionId) : undefined;
}

const missing = (reply: FastifyReply, message = UNKNOWN_SESSION): FastifyReply => reply.code(404).send({ message });
