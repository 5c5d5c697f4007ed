import type { FastifyInstance, FastifyReply } from 'fastify';
import * as v from 'valibot';
import type { Demonstrations } from './demonstrations.ts';

interface DemonstrationRoute {
  Params: { id: string };
  Querystring: { left_out?: string };
}

const prescribeBody = v.object({
  left_out: v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
  by: v.string(),
  execution: v.exactOptional(v.string()),
});

/** What demonstrations prescribe: looked at, confirmed, listed. */
export function addDemonstrations(server: FastifyInstance, demonstrations: Demonstrations): void {
  server.get<DemonstrationRoute>('/api/sessions/:id/proposal', (request, reply) => {
    const leftOut = indexesOf(request.query.left_out ?? '');
    return demonstrations.proposal(request.params.id, leftOut) ?? missing(reply);
  });
  server.post<DemonstrationRoute>('/api/sessions/:id/prescribe', (request, reply) => {
    const body = v.safeParse(prescribeBody, request.body);
    if (!body.success) return reply.code(400).send({ prescribed: false, message: 'This request cannot be read.' });
    const { left_out: leftOut, ...order } = body.output;
    const outcome = demonstrations.prescribe(request.params.id, { leftOut, ...order });
    if (outcome === undefined) return missing(reply);
    return reply.code(outcome.prescribed ? 200 : 409).send(outcome);
  });
  server.get<{ Querystring: { person?: string; exercise?: string } }>('/api/movement-prescriptions', (request) =>
    demonstrations.prescriptions(request.query.person ?? '', request.query.exercise ?? ''),
  );
}

/** "1,4"; what is no number is passed over. */
const indexesOf = (text: string): number[] => text.split(',').map(Number).filter(Number.isSafeInteger);

const missing = (reply: FastifyReply): FastifyReply =>
  reply.code(404).send({ message: 'No stored session has this id.' });
