import { useEffect, useState } from 'preact/hooks';

/** Screen readers are not interrupted more often than this. */
const QUIET_MS = 2000;

/** Speaks the newest text, at most every two seconds; what came in between is skipped, not queued. */
export function Announcer({ text }: { readonly text: string }) {
  const [spoken, setSpoken] = useState({ text: '', atMs: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (text === spoken.text) return undefined;
    const waitMs = Math.max(0, spoken.atMs + QUIET_MS - performance.now());
    const timer = setTimeout(() => setSpoken({ text, atMs: performance.now() }), waitMs);
    return () => clearTimeout(timer);
  }, [text, spoken]);
  return (
    <p role="status" class="sr-only">
      {spoken.text}
    </p>
  );
}
