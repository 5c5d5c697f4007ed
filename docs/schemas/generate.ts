import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { DOSE_SCHEMAS } from '../../host/cli/dose-schema.ts';
import { PUBLISHED_SCHEMAS } from '../../host/records/schema.ts';

/** File name -> text of each published JSON Schema (draft 07); what JSON Schema cannot say (`check`) is left out. */
export function publishedSchemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({ ...PUBLISHED_SCHEMAS, ...DOSE_SCHEMAS }).map(([name, { schema, title }]) => {
      const json = { $id: `limber/${name}`, title, ...toJsonSchema(schema, { ignoreActions: ['check'] }) };
      return [`${name}.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of publishedSchemaFiles()) writeFileSync(new URL(name, import.meta.url), text);
}
