import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ENTRY_PATH, type Entry } from './entry.ts';
import { HANDS_ON_ADVICE } from './stimulation-words.ts';

/** A STOP that asks who is there first could come too late; who presses it without need does no harm. */
const STOP = '/api/stop';
const CLOSED = 'These pages open with the link that the gateway shows when it starts.';
const ANSWERS = {
  wrong: { status: 401, words: `This link is not, or no longer, the one of this gateway. ${CLOSED}` },
  'too-often': {
    status: 429,
    words: 'Too many wrong links were tried from here. Wait a minute, then open the right one.',
  },
} as const;

/** Lets in who has opened the link, and STOP. */
export function guardEntry(server: FastifyInstance, entry: Entry): void {
  server.addHook('onRequest', async (request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    if (path === ENTRY_PATH) return openLink(request, reply, entry);
    if (entry.admits(request.headers.cookie) || (path === STOP && request.method === 'POST')) return;
    if (path.startsWith('/api/')) return reply.code(401).send({ message: CLOSED });
    return sendWords(reply, 401, CLOSED);
  });
}

function openLink({ query, ip }: FastifyRequest, reply: FastifyReply, entry: Entry): FastifyReply {
  const { key } = query as { readonly key?: unknown };
  const outcome = entry.open(typeof key === 'string' ? key : '', ip);
  if (outcome !== 'opened') return sendWords(reply, ANSWERS[outcome].status, ANSWERS[outcome].words);
  // A redirect would still count as coming from wherever the link was pressed, and would not bring a strict cookie along.
  reply.header('set-cookie', entry.cookie).header('refresh', '0; url=/');
  return sendPage(reply, 200, '<p><a href="/">Limber</a></p>');
}

const sendWords = (reply: FastifyReply, status: number, words: string): FastifyReply =>
  sendPage(
    // A form that may not say where it is from could not be told from another site's.
    reply.header('referrer-policy', 'same-origin'),
    status,
    `<p>${words}</p>
<form method="post" action="${STOP}"><button>STOP stimulation</button></form>
<p>${HANDS_ON_ADVICE}</p>`,
  );

const sendPage = (reply: FastifyReply, status: number, body: string): FastifyReply =>
  reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Limber</title>
${body}
</html>
`);
