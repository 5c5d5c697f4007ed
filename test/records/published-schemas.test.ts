import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { InferOutput } from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { publishedSchemaFiles } from '../../docs/schemas/generate.ts';
import type { eventSchema, repSchema, sessionSchema, statusSchema } from '../../host/records/schema.ts';
import type { SessionDocument } from '../../host/records/session-document.ts';
import type { EventMessage, RepMessage, StatusMessage } from '../../host/relay/message.ts';
import { nextMessages } from '../../host/relay/outbox.ts';
import { queueRecord } from '../../host/relay/queued-records.ts';
import { repOf, sessionEnd, sessionStart, swingingBlock, temporaryStore } from './session-fixture.ts';

const FOLDER = join(import.meta.dirname, '../../docs/schemas');
const published = (name: string) => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));

/** Types of messages are readonly all the way down, those inferred from schemas are not. */
type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

describe('the published JSON schemas', () => {
  it('are what the code generates (node docs/schemas/generate.ts)', () => {
    for (const [name, text] of publishedSchemaFiles()) {
      expect(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')), name).toEqual(JSON.parse(text));
    }
  });

  it('describe exactly the types of the messages', () => {
    expectTypeOf<Mutable<SessionDocument>>().toEqualTypeOf<InferOutput<typeof sessionSchema>>();
    expectTypeOf<Mutable<RepMessage>>().toEqualTypeOf<InferOutput<typeof repSchema>>();
    expectTypeOf<Mutable<EventMessage>>().toEqualTypeOf<InferOutput<typeof eventSchema>>();
    expectTypeOf<Mutable<StatusMessage>>().toEqualTypeOf<InferOutput<typeof statusSchema>>();
  });

  it('hold for every message that a session queues', () => {
    const store = temporaryStore({ beside: queueRecord });
    const recording = store.begin(sessionStart('s-1'));
    recording.addSamples(swingingBlock('shank', 0, 12));
    recording.addRep(repOf(1));
    recording.addEvent({
      kind: 'stimulation-started',
      atMs: 1000,
      currentUa: 20_000,
      reason: '',
      prescriptionId: 'rx-1',
    });
    recording.addEvent({
      kind: 'stimulation-stopped',
      atMs: 2000,
      currentUa: 0,
      reason: 'patient',
      prescriptionId: null,
    });
    recording.finish(sessionEnd());
    const seen = nextMessages(store.database, 0, 100).map(({ payload }) =>
      JSON.parse(new TextDecoder().decode(payload)),
    );
    expect(seen.map(({ schema }) => schema)).toEqual([
      'limber/rep/1',
      'limber/event/1',
      'limber/event/1',
      'limber/session/1',
    ]);
    for (const body of seen) expectValid(body);
  });

  it('refuse a message without its id, without the word whether it is simulated, or with an id that is no topic level', () => {
    const validate = validatorOf('limber/rep/1');
    const good = {
      schema: 'limber/rep/1',
      message_id: 'm',
      simulated: true,
      site: 's',
      person: 'p',
      session_id: 'i',
      exercise: 'e',
      rep: repOf(1),
    };
    expect(validate(good)).toBe(true);
    const { message_id: _id, ...anonymous } = good;
    const { simulated: _simulated, ...unclear } = good;
    for (const bad of [anonymous, unclear, { ...good, person: 'a/b' }, { ...good, rep: { ...good.rep, index: 0 } }]) {
      expect(validate(bad)).toBe(false);
    }
  });
});

/** "limber/rep/1" is described by rep-1.json. */
function validatorOf(schema: string) {
  const [, kind, version] = schema.split('/');
  // ajv leaves formats to another package; the pattern of an instant is the test of message.ts.
  return new Ajv({ strict: false, validateFormats: false }).compile(published(`${kind}-${version}`));
}

function expectValid(body: { readonly schema: string }): void {
  const validate = validatorOf(body.schema);
  expect(validate(body), JSON.stringify(validate.errors)).toBe(true);
}
