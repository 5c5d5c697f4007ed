import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
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

/** @param data undefined: the usual directory of its kind @param passphrases of the link keys that are read there */
export function openFleetDesk(data: string | undefined, passphrases: readonly string[] = []): FleetDesk {
  let opened: { readonly register: KeyRegister; readonly simulated: boolean; readonly path: string } | undefined;
  const keys = linkKeyReader(passphrases);
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

/** One at a time: each takes half a second of the processor. */
function linkKeyReader(passphrases: readonly string[]) {
  const inTurn = oneAtATime();
  return (path: string, device: string): Promise<Uint8Array | undefined> =>
    inTurn(async () => {
      const kept = keptLinkKey(path, device);
      return kept && unlock(kept, passphrases);
    });
}

/** Those given; asked for once where none is, before anything else is on the screen. */
export async function linkPassphrases(files: readonly string[] | undefined): Promise<readonly string[]> {
  const given = givenPassphrases(files);
  if (given.length > 0 || !process.stdin.isTTY) return given;
  return [await askSecret('Passphrase of the link keys: ')];
}

/** As `limber update` finds them. @throws LimberError update/no-key */
export function fleetLinkKeys(data: string | undefined, passphrases: readonly string[]) {
  const read = linkKeyReader(passphrases);
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
