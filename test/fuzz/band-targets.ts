import { createCipheriv, createDecipheriv } from 'node:crypto';
import { sealCommand } from '../../host/connect/command-seal.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { cutMessage } from '../../protocol/fragment.ts';
import {
  type Command,
  decodeCommand,
  decodeSealedPrescription,
  readFields,
} from '../../protocol/generated/device-wire.ts';
import { plainEnvelope, readEnvelope } from '../../protocol/seal.ts';
import type { FuzzTarget } from './fuzz.ts';
import { sizeOf } from './host-targets.ts';
import { INPUT_BYTES_MAX } from './mutation.ts';
import { COMMANDS, ENVELOPES, PRESCRIPTIONS } from './valid-inputs.ts';

/** What a band does with what anybody may write to it: the firmware's own code, on an interpreter's functions made of Node's. */

const KEY = new Uint8Array(16).fill(5);
const SALT = new Uint8Array(8).fill(6);
const TAG_BYTES = 8;
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const storage = { read: (name: string) => (name.endsWith('.key') ? latin1(KEY) : undefined) };
const aes = {
  ccmEncrypt: (message: Uint8Array, key: Uint8Array, nonce: Uint8Array, authTagLength: number) => {
    const cipher = createCipheriv('aes-128-ccm', key, nonce, { authTagLength });
    const data = cipher.update(message);
    cipher.final();
    return { data, tag: cipher.getAuthTag() };
  },
  ccmDecrypt: (message: Uint8Array, key: Uint8Array, nonce: Uint8Array, tag: Uint8Array) => {
    try {
      const decipher = createDecipheriv('aes-128-ccm', key, nonce, { authTagLength: TAG_BYTES });
      const data = decipher.setAuthTag(tag).update(message);
      decipher.final();
      return Uint8Array.from(data).buffer;
    } catch {
      return undefined;
    }
  },
};
const interpreter = globalThis as unknown as { E: object; builtinModule: (name: string) => object };
interpreter.E = {
  ...interpreter.E,
  CRC32: (data: string | Uint8Array) => crc32(typeof data === 'string' ? Buffer.from(data, 'latin1') : data),
};
interpreter.builtinModule = (name) => (name === 'crypto' ? { AES: aes } : storage);

/** By its address: the firmware is written against another library than tests are. */
const firmware = (path: string): Promise<unknown> => import(new URL(`../../firmware/${path}`, import.meta.url).href);
const { joinPacket } = (await firmware('radio/packet-joiner.ts')) as { joinPacket(packet: string): string };
const { readLease } = (await firmware('stimulator/lease-form.ts')) as { readLease(bytes: Uint8Array): Command | null };
interface Gate {
  unseal(message: Uint8Array): { body: Uint8Array; counter: number } | null;
  openCommand(unsealed: object): { command: Command; authentic: boolean } | null;
}
const { createCommandGate } = (await firmware('stimulator/command-gate.ts')) as {
  createCommandGate(salt: Uint8Array): Gate;
};

function pure(
  name: string,
  valid: readonly Uint8Array[],
  decode: (input: Uint8Array) => unknown,
  givesMost = 8 * INPUT_BYTES_MAX,
): FuzzTarget {
  const take = (input: Uint8Array): number => {
    const value = decode(input);
    return value === null || value === '' ? 0 : sizeOf(value);
  };
  return {
    name,
    valid,
    givesMost,
    begin: () => ({ take, understands: () => valid.every((input) => take(input) > 0) }),
  };
}

/** Both decoders of a lease say the same, whatever form it has. */
function lease(bytes: Uint8Array): Command | null {
  const short = readLease(bytes);
  const long = short && decodeCommand(bytes);
  if (short && !long) throw new Error('a lease that is no command');
  for (const name of ['counter', 'boot', 'ttlMs', 'host', 'heardTicks'] as const)
    if (short && short[name] !== long![name]) throw new Error(`${name} is ${short[name]} and ${long![name]}`);
  return short;
}

const LEASES = COMMANDS.map((command) => Uint8Array.from(command)).filter((command) => readLease(command) !== null);

const packets: FuzzTarget = {
  name: 'band: packets',
  valid: ENVELOPES.flatMap((message) => {
    const cut: Uint8Array[] = [];
    cutMessage(message, 20, 61, crc32, (packet) => cut.push(packet));
    return cut;
  }),
  givesMost: 600,
  begin: () => ({
    take: (input) => joinPacket(latin1(input)).length,
    understands: () => {
      let whole = '';
      cutMessage(ENVELOPES[4]!, 20, 9, crc32, (packet) => {
        whole = joinPacket(latin1(packet));
      });
      return whole === latin1(ENVELOPES[4]!);
    },
  }),
};

/** Half of the inputs are bent under a good seal: then what stands behind the seal meets them. */
const gate: FuzzTarget = {
  name: 'band: gate',
  valid: [...ENVELOPES, ...COMMANDS],
  givesMost: 8 * INPUT_BYTES_MAX,
  begin: () => {
    const opener = createCommandGate(SALT);
    const open = (message: Uint8Array) => {
      const unsealed = opener.unseal(message);
      return unsealed && opener.openCommand(unsealed);
    };
    let turn = 0;
    return {
      take: (input) => {
        const isSealed = turn++ % 2 === 1 && input.length > 0;
        const opened = open(isSealed ? sealCommand(input, 7, KEY, SALT) : input);
        if (opened?.authentic && !isSealed) throw new Error('authentic without a seal');
        return opened ? sizeOf(opened) : 0;
      },
      understands: () =>
        open(sealCommand(COMMANDS[4]!, 4, KEY, SALT))?.authentic === true && open(plainEnvelope(COMMANDS[0]!)) !== null,
    };
  },
};

export const BAND_TARGETS: readonly FuzzTarget[] = [
  packets,
  pure('band: envelope', ENVELOPES, readEnvelope),
  pure('band: command', COMMANDS.slice(1), decodeCommand),
  pure('band: lease', LEASES, lease),
  pure('band: prescription', PRESCRIPTIONS, decodeSealedPrescription),
  pure('band: fields', [...COMMANDS, ...PRESCRIPTIONS], (input) => readFields(latin1(input))),
  gate,
];
