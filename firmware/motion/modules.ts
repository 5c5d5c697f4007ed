/** What is loaded only when it is needed. Null where the band was flashed without it. */
function loaded(name: 'limber.rec' | 'limber.srv'): BandLog | BandService | null {
  try {
    return builtinModule(name as 'limber.rec');
  } catch {
    return null;
  }
}

/** Where something goes unheard, or is asked for. */
export function bandLog(): BandLog | null {
  return loaded('limber.rec') as BandLog | null;
}

/** For whoever changes keys or firmware. */
export function bandService(): BandService | null {
  return loaded('limber.srv') as BandService | null;
}
