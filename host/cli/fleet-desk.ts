import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import type { KeyFile } from '../keys/key-file.ts';
import { keptLinkKey } from '../keys/key-ring.ts';
import { recordsAbove } from '../keys/secret-file.ts';
import { oneAtATime } from '../tools/fleet-run.ts';
import { badArgument } from './bad-argument.ts';
import { type KeyRegister, openKeyRegister } from './key-register.ts';
import { givenPassphrases, unlock } from './passphrase.ts';
import { recordsDirectory } from './records-directory.ts';
import { askSecret } from './secret-prompt.ts';

/** The directory of a gateway, taken once it is known whether its bands are simulated. */
export interface FleetDesk {
  open(simulated: boolean): void;
  register(): KeyRegister;
  linkKeyOf(device: string): Promise<Uint8Array | undefined>;
  close(): void;
}

/** @param data undefined: the usual directory of its kind */
export function openFleetDesk(data: string | undefined, passphraseFiles: readonly string[] | undefined): FleetDesk {
  let opened: { readonly register: KeyRegister; readonly simulated: boolean; readonly path: string } | undefined;
  const keys = linkKeyReader(passphraseFiles);
  const desk = (): NonNullable<typeof opened> => {
    if (!opened) throw new RangeError('the desk is not open');
    return opened;
  };
  return {
    open: (simulated) => {
      if (opened && opened.simulated !== simulated)
        throw new LimberError('fleet/wrong-band', 'simulated and real bands never share a directory.');
      const path = data ?? recordsDirectory(simulated ? 'simulation' : 'gateway');
      opened ??= { register: openKeyRegister(path, simulated), simulated, path };
    },
    register: () => desk().register,
    linkKeyOf: (device) => keys(desk().path, device),
    close: () => opened?.register.close(),
  };
}

/** Opens kept keys one at a time; what no given passphrase opens is asked for once. */
function linkKeyReader(files: readonly string[] | undefined) {
  const inTurn = oneAtATime();
  let passphrases: Promise<readonly string[]> | undefined;
  return (path: string, device: string): Promise<Uint8Array | undefined> =>
    inTurn(async () => {
      const kept: { path: string; file: KeyFile } | undefined = keptLinkKey(path, device);
      if (!kept) return undefined;
      passphrases ??= allPassphrases(files);
      return unlock(kept, await passphrases);
    });
}

async function allPassphrases(files: readonly string[] | undefined): Promise<readonly string[]> {
  const given = givenPassphrases(files);
  if (given.length > 0 || !process.stdin.isTTY) return given;
  return [await askSecret('Passphrase of the link keys: ')];
}

/** As `limber update` finds them. @throws LimberError update/no-key */
export function fleetLinkKeys(data: string | undefined, files: readonly string[] | undefined) {
  const read = linkKeyReader(files);
  return async ({ simulated, deviceId }: Hello): Promise<Uint8Array> => {
    const key = await read(data ?? recordsDirectory(simulated ? 'simulation' : 'gateway'), deviceId);
    if (key) return key;
    if (simulated) return SIMULATED_LINK_KEY;
    throw new LimberError('update/no-key', `no link key of ${deviceId} is kept: provision it, or name --data.`);
  };
}

/** @throws LimberError cli/bad-argument: no prescription key may lie with a gateway */
export function refuseGatewayFolder(keys: string): void {
  const records = recordsAbove(keys);
  if (records)
    throw badArgument(
      `${records} is a gateway's data directory; private keys are not kept there. Choose another --keys.`,
    );
}
