import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of package.json, in a clone as in an installed package. */
export function limberVersion(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
        string,
        string
      >;
      if (name === 'limber' && version !== undefined) return version;
    } catch (error) {
      if (dirname(folder) === folder) throw error;
    }
  }
}
