import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { STYLE } from '../report/style.ts';

/** The report's one style sheet is allowed by its hash; nothing else may load, and nothing may run. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function sendReport(reply: FastifyReply, page: string): FastifyReply {
  return reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(page);
}
