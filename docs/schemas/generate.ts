import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { DOSE_SCHEMAS } from '../../host/cli/dose-schema.ts';
import { PUBLISHED_SCHEMAS } from '../../host/records/schema.ts';
import { ackSchema } from '../../host/relay/downlink/ack-message.ts';
import { downSchema } from '../../host/relay/downlink/down-message.ts';
import { liveSchema } from '../../host/relay/live-schema.ts';
import { asyncApiText } from './asyncapi.ts';

/** What only a broker carries. */
const RELAY_SCHEMAS = {
  'live-1': {
    schema: liveSchema,
    title: 'A session under way, for supervision by consent (topic .../session/<id>/live, QoS 0)',
  },
  'down-1': {
    schema: downSchema,
    title: 'What a clinician sends to a gateway, signed (topic limber/v1/<site>/down/<id>)',
  },
  'ack-1': { schema: ackSchema, title: 'What a gateway made of it (topic limber/v1/<site>/ack/<id>)' },
} as const;

/** File name -> text of each published JSON Schema (draft 07); what JSON Schema cannot say (`check`) is left out. */
export function publishedSchemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({ ...PUBLISHED_SCHEMAS, ...RELAY_SCHEMAS, ...DOSE_SCHEMAS }).map(([name, { schema, title }]) => {
      const json = { $id: `limber/${name}`, title, ...toJsonSchema(schema, { ignoreActions: ['check'] }) };
      return [`${name}.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of publishedSchemaFiles()) writeFileSync(new URL(name, import.meta.url), text);
  writeFileSync(new URL('../asyncapi.yaml', import.meta.url), asyncApiText());
}
