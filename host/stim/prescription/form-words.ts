import type * as v from 'valibot';

/** One flaw of a document's form, as whoever wrote the document can act upon it. */
export function formWords(issue: v.BaseIssue<unknown>, path: string): string {
  if (issue.kind === 'schema' && issue.expected === 'never') return `${path}: there is no such field`;
  if (issue.kind !== 'schema' || !issue.message.startsWith('Invalid')) return `${path}: ${issue.message}`;
  if (issue.received === 'undefined') return `${path}: is missing`;
  return `${path}: must be ${WORDS[issue.expected ?? ''] ?? issue.expected}`;
}

const WORDS: Readonly<Record<string, string>> = {
  Object: 'an object',
  Array: 'a list',
  number: 'a number',
  string: 'a text',
  '(number | null)': 'a number or null',
};
