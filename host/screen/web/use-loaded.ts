import { useEffect, useState } from 'preact/hooks';

export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: Value }
  | { readonly state: 'failed'; readonly message: string };

const failed = (cause: unknown): Loaded<never> => ({
  state: 'failed',
  message: cause instanceof Error ? cause.message : 'Not available.',
});

/** Loads when the page opens and again whenever `key` changes; what was shown stays until a new answer is there. */
export function useLoaded<Value>(load: () => Promise<Value>, key: string): Loaded<Value> {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ state: 'loading' });
  // `load` is new on every render: `key` alone says when the answer can differ.
  useEffect(() => {
    let current = true;
    load().then(
      (value) => current && setLoaded({ state: 'ready', value }),
      (cause: unknown) => current && setLoaded((shown) => (shown.state === 'ready' ? shown : failed(cause))),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return loaded;
}
