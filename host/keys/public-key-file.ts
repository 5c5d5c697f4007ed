import * as v from 'valibot';
import { LimberError } from '../../protocol/limber-error.ts';
import { type ClinicianPublicKey, publicKeyId } from './clinician-key.ts';
import { damaged, KEY_WORDS, parseJson, shownName } from './key-file.ts';
import { readKeptFile } from './secret-file.ts';

const SCHEMA = 'limber/clinician-key/1';
const Form = v.strictObject({
  schema: v.literal(SCHEMA),
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  name: shownName,
  publicKey: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{43}=$/)),
});

/** By what it says of itself. @throws LimberError keys/file-unreadable, keys/file-damaged */
export function isPublicKeyFile(path: string): boolean {
  const document = parseJson(path, readKeptFile(path, false)) as { readonly schema?: unknown } | null;
  return document?.schema === SCHEMA;
}

/** @throws LimberError keys/file-unreadable, keys/file-damaged, keys/wrong-kind */
export function readPublicKeyFile(path: string): ClinicianPublicKey {
  const document = parseJson(path, readKeptFile(path, false));
  const { schema, kind } = (document ?? {}) as { readonly schema?: unknown; readonly kind?: keyof typeof KEY_WORDS };
  if (schema !== SCHEMA) {
    const is = schema === 'limber/key-file/1' && kind && KEY_WORDS[kind] ? KEY_WORDS[kind] : 'something else';
    throw new LimberError('keys/wrong-kind', `${path} is ${is}; a clinician's public key (*.pub.json) is needed.`);
  }
  const parsed = v.safeParse(Form, document);
  if (!parsed.success) throw damaged(path, `${v.getDotPath(parsed.issues[0]) ?? 'its form'} is not as it must be`);
  if (publicKeyId(parsed.output.publicKey) !== parsed.output.id) throw damaged(path, 'its id is not that of its key');
  return parsed.output;
}
