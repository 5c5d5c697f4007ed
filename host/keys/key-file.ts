import { createCipheriv, createDecipheriv, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { LimberError } from '../../protocol/limber-error.ts';
import { readKeptFile } from './secret-file.ts';
import { steersTerminal, withoutSteering } from './small-file.ts';

export type KeyKind = 'clinician' | 'link' | 'prescription' | 'authority';

/** What a key file says without its passphrase. */
export interface KeyFacts {
  readonly kind: KeyKind;
  /** The device's, the clinician's public key's, or the first digits of an authority's fingerprint. */
  readonly id: string;
  /** A clinician's or an authority's; empty for a band. */
  readonly name: string;
  /** A clinician's or an authority's, base64; empty for a band. */
  readonly publicKey: string;
}

export const KEY_WORDS: Readonly<Record<KeyKind, string>> = {
  clinician: "a clinician's private key",
  link: 'the link key of a band',
  prescription: 'the prescription key of a stim band',
  authority: 'the private key of a certificate authority',
};

const SECRET_BYTES: Readonly<Record<KeyKind, number>> = { clinician: 32, link: 16, prescription: 16, authority: 32 };
/** OWASP Password Storage Cheat Sheet: N 2^17, r 8, p 1 (128 MiB, about half a second). */
const SCRYPT = { n: 2 ** 17, r: 8, p: 1 };
/** Cheaper is refused; dearer would be a way to hang whoever opens a file. */
const N_LEAST = 2 ** 15;
const N_MOST = 2 ** 20;
const KEY_BYTES = 32;
const CHECK_BYTES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;

const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));
/** It is shown to people who did not write it. */
export const shownName = v.pipe(
  v.string(),
  v.check((name) => !steersTerminal(name)),
);
const Form = v.strictObject({
  schema: v.literal('limber/key-file/1'),
  kind: v.picklist(['clinician', 'link', 'prescription', 'authority']),
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  name: shownName,
  publicKey: base64,
  kdf: v.strictObject({
    name: v.literal('scrypt'),
    n: v.pipe(v.number(), v.integer(), v.minValue(N_LEAST), v.maxValue(N_MOST)),
    r: v.literal(8),
    p: v.literal(1),
    salt: base64,
  }),
  cipher: v.literal('aes-256-gcm'),
  /** From the passphrase, beside the key: tells a wrong passphrase from a file that was changed. */
  check: base64,
  iv: base64,
  tag: base64,
  secret: base64,
});

export type KeyFile = v.InferOutput<typeof Form>;

/** Encrypted with what scrypt makes of the passphrase; what stands beside the secret cannot be changed unseen either. */
export function lockKey(facts: KeyFacts, secret: Uint8Array, passphrase: string): KeyFile {
  if (secret.length !== SECRET_BYTES[facts.kind]) throw new RangeError(`${facts.kind} key of ${secret.length} bytes`);
  const { kind, id, name, publicKey } = facts;
  const kdf = {
    name: 'scrypt' as const,
    ...SCRYPT,
    r: 8 as const,
    p: 1 as const,
    salt: randomBytes(16).toString('base64'),
  };
  const head = { schema: 'limber/key-file/1' as const, kind, id, name, publicKey, kdf, cipher: 'aes-256-gcm' as const };
  const { key, check } = derive(kdf, passphrase);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(authenticated(head));
  const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
  const text = (bytes: Buffer): string => bytes.toString('base64');
  return { ...head, check: text(check), iv: text(iv), tag: text(cipher.getAuthTag()), secret: text(ciphertext) };
}

/** @throws LimberError keys/passphrase-wrong, keys/file-damaged; `path` is for the message. */
export function unlockKey(file: KeyFile, passphrase: string, path: string): Uint8Array {
  const { key, check } = derive(file.kdf, passphrase);
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
  const expected = bytes(file.check);
  if (expected.length !== CHECK_BYTES || !timingSafeEqual(expected, check))
    throw new LimberError('keys/passphrase-wrong', `That is not the passphrase of ${path}.`);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes(file.iv), { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticated(file)).setAuthTag(bytes(file.tag));
    const secret = Buffer.concat([decipher.update(bytes(file.secret)), decipher.final()]);
    if (secret.length === SECRET_BYTES[file.kind]) return new Uint8Array(secret);
  } catch (cause) {
    throw damaged(path, 'it was changed after it was written', cause);
  }
  throw damaged(path, 'its key has another length');
}

/** @throws LimberError keys/file-unreadable, keys/file-exposed, keys/file-damaged, keys/wrong-kind */
export function readKeyFile(path: string, wanted?: KeyKind): KeyFile {
  const document = parseJson(path, readKeptFile(path, true));
  const parsed = v.safeParse(Form, document);
  if (!parsed.success) {
    const { schema } = (document ?? {}) as { readonly schema?: unknown };
    if (typeof schema !== 'string' || !schema.startsWith('limber/key-file/')) throw otherKind(path, wanted, schema);
    throw damaged(path, `${v.getDotPath(parsed.issues[0]) ?? 'its form'} is not as it must be`);
  }
  if (wanted && parsed.output.kind !== wanted) throw otherKind(path, wanted, parsed.output.kind);
  return parsed.output;
}

export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(path, 'it is cut short or no JSON', cause);
  }
}

export const damaged = (path: string, why: string, cause?: unknown): LimberError =>
  new LimberError('keys/file-damaged', `${path} is damaged: ${why}. Take the copy that was kept elsewhere.`, { cause });

function otherKind(path: string, wanted: KeyKind | undefined, found: unknown): LimberError {
  const is =
    typeof found === 'string'
      ? (KEY_WORDS[found as KeyKind] ?? `a ${withoutSteering(found)} document`)
      : 'no key file of Limber';
  const needed = wanted ? `${KEY_WORDS[wanted]} is needed` : 'a key file is needed';
  return new LimberError('keys/wrong-kind', `${path} is ${is}; ${needed}.`);
}

function derive(
  { n, r, p, salt }: KeyFile['kdf'],
  passphrase: string,
): { readonly key: Buffer; readonly check: Buffer } {
  // One passphrase, one spelling: keyboards write the same letters in more than one way.
  const bytes = scryptSync(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), KEY_BYTES + CHECK_BYTES, {
    N: n,
    r,
    p,
    maxmem: 128 * (n + p + 2) * r,
  });
  return { key: bytes.subarray(0, KEY_BYTES), check: bytes.subarray(KEY_BYTES) };
}

function authenticated({
  schema,
  kind,
  id,
  name,
  publicKey,
  kdf,
  cipher,
}: Omit<KeyFile, 'check' | 'iv' | 'tag' | 'secret'>): Buffer {
  return Buffer.from(
    JSON.stringify([schema, kind, id, name, publicKey, kdf.name, kdf.n, kdf.r, kdf.p, kdf.salt, cipher]),
  );
}
