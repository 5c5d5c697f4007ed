/** Deeper than anything Limber writes; what a stranger nests deeper than the stack is high must not end the connection. */
const DEEPEST = 32;

/**
 * One spelling for each JSON value (RFC 8785): names sorted by UTF-16 code units, no white space, numbers and texts as ECMAScript
 * writes them.
 * @param value as `JSON.parse` gives it
 * @throws RangeError where it is nested too deeply
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > DEEPEST) throw new RangeError('nested too deeply');
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field, depth + 1)}`).join(',')}}`;
}
