import { LimberError } from '../../protocol/limber-error.ts';
import type { Recordings } from './recordings.ts';

/**
 * Recordings of one session have one clock; where one counts from the start and another from 1970, nothing fits together.
 * @throws LimberError recording/no-overlap where one begins after another has ended
 */
export function checkSharedTime(recordings: Recordings<string>): void {
  const spans = [...recordings].map(([name, { tS, count }]) => ({ name, fromS: tS[0]!, toS: tS[count - 1]! }));
  const lastToBegin = spans.reduce((last, span) => (span.fromS > last.fromS ? span : last));
  const firstToEnd = spans.reduce((first, span) => (span.toS < first.toS ? span : first));
  if (lastToBegin.fromS <= firstToEnd.toS) return;
  const where = ({ name, fromS, toS }: typeof lastToBegin): string => `${name} runs from ${fromS} to ${toS} s`;
  const message = `${where(firstToEnd)} and ${where(lastToBegin)}: they share no time.`;
  throw new LimberError('recording/no-overlap', message);
}
