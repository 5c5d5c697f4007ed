import { existsSync, mkdirSync, statSync } from 'node:fs';
import { systemWords } from '../keys/small-file.ts';
import { type KeyDrawer, openKeyDrawer } from '../tools/fleet-keys.ts';
import { badArgument } from './bad-argument.ts';
import { refuseGatewayFolder } from './fleet-desk.ts';
import { newPassphrase } from './passphrase.ts';

export interface KeyOptions {
  readonly passphraseFile?: readonly string[];
  readonly linkPassphraseFile?: string;
}

/** @throws LimberError cli/bad-argument, keys/… */
export async function openFleetKeys(folder: string, options: KeyOptions): Promise<KeyDrawer> {
  refuseGatewayFolder(folder);
  makeFolder(folder);
  const passphrase = await newPassphrase('the keys of the bands', options.passphraseFile);
  const { linkPassphraseFile } = options;
  const own = linkPassphraseFile ? await newPassphrase('the link keys', [linkPassphraseFile]) : undefined;
  return openKeyDrawer(folder, passphrase, own);
}

function makeFolder(folder: string): void {
  try {
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw badArgument(`${folder} is a file; --keys is a folder.`);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code !== 'cli/bad-argument')
      throw badArgument(`${folder} cannot be made: ${systemWords(cause)}.`, { cause });
    throw cause;
  }
}
