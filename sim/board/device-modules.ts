import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { SimulatedFlash } from './flash.ts';
import type { Interpreter } from './interpreter.ts';
import { CIPHER_BYTE_MS, FLASH_OVERHEAD_MS, FLASH_WORD_MS } from './interpreter-cost.ts';

type Bytes = ArrayLike<number>;
const ccm = (key: Bytes): 'aes-128-ccm' => {
  if (key.length !== 16) throw new Error('Invalid key');
  return 'aes-128-ccm';
};

/** What `require` of the interpreter gives: its built-in modules. */
export function createModules(
  flash: SimulatedFlash,
  interpreter: Interpreter,
  hasCcm: boolean,
): (name: string) => object {
  const modules: Record<string, object> = {
    Storage: {
      read: (name: string) => flash.read(name),
      write: (name: string, data: string) => {
        interpreter.charge(FLASH_OVERHEAD_MS + ((name.length + data.length) / 4) * FLASH_WORD_MS);
        return flash.write(name, `${data}`);
      },
      erase: (name: string) => flash.erase(name),
      list: () => flash.list(),
    },
    crypto: { AES: hasCcm ? ccmFunctions(interpreter) : {} },
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
