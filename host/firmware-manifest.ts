import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Hello } from '../protocol/message.ts';
import { forbid, type Tightening } from './stim/index.ts';

/** What `npm run firmware` built: firmware/dist/manifest.json. Hash: first four bytes of the SHA-256 of the bundle. */
export type FirmwareManifest = Readonly<Record<string, { readonly version: string; readonly hash: number }>>;

const FILE = join('firmware', 'dist', 'manifest.json');
const SOURCE = 'firmware that this gateway was built with';

/** Null where nothing was built: then no band's firmware is known. */
export function readFirmwareManifest(): FirmwareManifest | null {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    try {
      return JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as FirmwareManifest;
    } catch {
      if (dirname(folder) === folder) return null;
    }
  }
}

/** An engineer's build lets anybody in range do anything: no person is stimulated with it. In a simulation it harms nobody. */
function developmentTightenings({
  development,
  simulated,
  deviceId,
}: Pick<Hello, 'development' | 'simulated' | 'deviceId'>): Tightening[] {
  if (!development || simulated) return [];
  const text = `${deviceId} runs a development build, whose console is open to anybody in range: flash a release (limber flash --role stim)`;
  return [forbid('firmware.development', text, SOURCE)];
}

/** A band whose program is not one of this version's is not armed: older, changed or unknown makes no difference (fault F41). */
export function firmwareTightenings(
  hello: Pick<Hello, 'firmwareVersion' | 'firmwareHash' | 'deviceId' | 'development' | 'simulated'>,
  manifest: FirmwareManifest | null,
): Tightening[] {
  const { firmwareVersion, firmwareHash, deviceId } = hello;
  const open = developmentTightenings(hello);
  const known = manifest?.stim;
  if (known && known.version === firmwareVersion && known.hash === firmwareHash) return open;
  const text = known
    ? `${deviceId} has firmware ${firmwareVersion} of another build than this gateway's ${known.version}: flash the firmware of this version`
    : 'the firmware that belongs to this gateway was not built: run `npm run firmware`';
  return [...open, forbid('firmware', text, SOURCE)];
}
