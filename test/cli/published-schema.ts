import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

const FOLDER = join(import.meta.dirname, '../../docs/schemas');

/** @returns what the published schema objects to: empty when nothing */
export function schemaObjections(name: string, document: unknown): readonly unknown[] {
  const ajv = new Ajv({ allErrors: true, formats: { 'date-time': true } });
  const check = ajv.compile(JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')));
  check(document);
  return check.errors ?? [];
}
