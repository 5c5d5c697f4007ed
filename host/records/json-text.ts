/** Null for what is no JSON: in a column that we wrote, somebody else did, and the chain tells (`limber audit verify`). */
export function readJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
