type X509Library = typeof import('@peculiar/x509');

/** What the library's parts are put together by asks for these; nothing is ever kept there, as none of the parts has parameters. */
const NO_METADATA = {
  getMetadata: () => undefined,
  getOwnMetadata: () => undefined,
  defineMetadata: () => {},
};

/** Loaded where certificates are made, and nowhere else: it takes a moment. */
export function x509Library(): Promise<X509Library> {
  for (const [name, value] of Object.entries(NO_METADATA))
    if (!(name in Reflect)) Object.defineProperty(Reflect, name, { value, configurable: true });
  return import('@peculiar/x509');
}
