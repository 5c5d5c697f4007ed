import { MODULE_INTERFACE } from '../module-interface.ts';

/**
 * What is loaded only when it is needed: `limber.rec` where something goes unheard, or is asked for, `limber.srv` for whoever changes keys or firmware.
 * Null where the band was flashed without it, or with one of another interface.
 */
export function loadedModule<Kind extends { serves: number }>(name: string): Kind | null {
  try {
    const found = builtinModule(name as never) as object as Kind;
    return found.serves === MODULE_INTERFACE ? found : null;
  } catch {
    return null;
  }
}
