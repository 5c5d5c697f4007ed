import type { AuditRecord, AuditTrail } from './records/chain/audit-record.ts';
import type { ChainState, SecurityReview } from './screen/dose-review.ts';
import { securityWords } from './screen/review-words.ts';
import { reasonWords } from './stim/index.ts';

const EVENTS_SHOWN = 20;

/** Who tried what: security events, and commands that a band refused. @param people pseudonyms; what is about nobody is found besides */
export function storedSecurity(
  { audit }: { readonly audit: Pick<AuditTrail, 'of'> },
  people: readonly string[],
  chain: ChainState,
): SecurityReview {
  const everybody = [...new Set(['', ...people])];
  const events = everybody.flatMap((person) => audit.of(person, ['security'])).sort((a, b) => b.seq - a.seq);
  const commands = everybody.flatMap((person) => audit.of(person, ['stimulation']));
  return {
    chain,
    events: events.slice(0, EVENTS_SHOWN).map(({ wallMs, by, document }) => ({
      at: new Date(wallMs).toISOString(),
      by,
      text: securityWords(document as Readonly<Record<string, unknown>>),
    })),
    refused: refusedCommands(commands),
  };
}

function refusedCommands(records: readonly AuditRecord[]): SecurityReview['refused'] {
  const reasons = records.flatMap(({ document }) => {
    const { event, result, reason } = document as { event?: string; result?: string; reason?: string };
    return event === 'command' && result === 'failed' && reason ? [reason] : [];
  });
  const byReason = Map.groupBy(reasons, (reason) => reason);
  return [...byReason].map(([reason, all]) => ({ reason, words: reasonWords(reason), times: all.length }));
}
