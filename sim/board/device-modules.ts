import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { BoardKind } from './board-kinds.ts';
import type { SimulatedFlash } from './flash.ts';
import type { Interpreter } from './interpreter.ts';
import { CIPHER_BYTE_MS, FLASH_OVERHEAD_MS, FLASH_WORD_MS, HASH_BYTE_MS } from './interpreter-cost.ts';

type Bytes = ArrayLike<number>;
/** What the interpreter takes for bytes: texts, arrays of bytes, and lists of both. */
type Hashed = string | Bytes | ArrayBuffer | readonly Hashed[];
const ccm = (key: Bytes): 'aes-128-ccm' => {
  if (key.length !== 16) throw new Error('Invalid key');
  return 'aes-128-ccm';
};

const textOf = (data: string | Bytes): string =>
  typeof data === 'string' ? data : Buffer.from(Uint8Array.from(data)).toString('latin1');

function hashedBytes(message: Hashed): Buffer {
  if (typeof message === 'string') return Buffer.from(message, 'latin1');
  // Of another world: `instanceof` knows neither.
  if (Object.prototype.toString.call(message) === '[object ArrayBuffer]') return Buffer.from(message as ArrayBuffer);
  if (!Array.isArray(message)) return Buffer.from(Uint8Array.from(message as Bytes));
  return Buffer.concat(
    message.map((part: Hashed | number) => (typeof part === 'number' ? Buffer.of(part) : hashedBytes(part))),
  );
}

function sha256(message: Hashed, interpreter: Interpreter): ArrayBuffer {
  const bytes = hashedBytes(message);
  interpreter.charge(bytes.length * HASH_BYTE_MS);
  return Uint8Array.from(createHash('sha256').update(bytes).digest()).buffer;
}

const cryptoModule = (interpreter: Interpreter, hasCcm: boolean): object => ({
  SHA256: (message: Hashed) => sha256(message, interpreter),
  AES: hasCcm ? ccmFunctions(interpreter) : {},
});

/** What `require` of the interpreter gives: its built-in modules. */
export function createModules(
  flash: SimulatedFlash,
  interpreter: Interpreter,
  { hasCcm, hasCrypto = true }: Pick<BoardKind, 'hasCcm' | 'hasCrypto'>,
): (name: string) => object {
  const modules: Record<string, object> = {
    Storage: {
      read: (name: string, offset?: number, length?: number) => flash.read(name, offset, length),
      write: (name: string, data: string | Bytes, offset?: number, size?: number) => {
        interpreter.charge(FLASH_OVERHEAD_MS + ((name.length + data.length) / 4) * FLASH_WORD_MS);
        return flash.write(name, textOf(data), offset, size);
      },
      erase: (name: string) => flash.erase(name),
      list: () => flash.list(),
    },
    ...(hasCrypto ? { crypto: cryptoModule(interpreter, hasCcm) } : {}),
  };
  return (name) => {
    const found = modules[name];
    if (!found) throw new Error(`Module ${name} not found`);
    return found;
  };
}

/** AES-CCM as on nRF52840 builds: no associated data, ArrayBuffers out, undefined where the tag is wrong. */
function ccmFunctions(interpreter: Interpreter): object {
  const bytesOf = (data: Bytes): Uint8Array => Uint8Array.from(data);
  return {
    ccmEncrypt: (message: Bytes, key: Bytes, nonce: Bytes, authTagLength: number) => {
      interpreter.charge(message.length * CIPHER_BYTE_MS);
      const cipher = createCipheriv(ccm(key), bytesOf(key), bytesOf(nonce), { authTagLength });
      const data = Uint8Array.from(cipher.update(bytesOf(message)));
      cipher.final();
      return { data: data.buffer, tag: Uint8Array.from(cipher.getAuthTag()).buffer };
    },
    ccmDecrypt: (message: Bytes, key: Bytes, nonce: Bytes, tag: Bytes) => {
      interpreter.charge(message.length * CIPHER_BYTE_MS);
      try {
        const options = { authTagLength: tag.length };
        const decipher = createDecipheriv(ccm(key), bytesOf(key), bytesOf(nonce), options).setAuthTag(bytesOf(tag));
        const data = Uint8Array.from(decipher.update(bytesOf(message)));
        decipher.final();
        return data.buffer;
      } catch {
        return undefined;
      }
    },
  };
}
