import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RadioFacts } from './doctor-radio.ts';

/** include/uapi/linux/capability.h: CAP_NET_ADMIN 12, CAP_NET_RAW 13. */
const RADIO_CAPABILITIES = (1n << 12n) | (1n << 13n);

/** @param root other than / for a system that is made for a test */
export function readRadioFacts(root = '/', platform: string = process.platform): RadioFacts {
  const rfkill = join(root, 'sys/class/rfkill');
  const radios = namesIn(rfkill).filter((name) => textOf(join(rfkill, name, 'type')) === 'bluetooth');
  const anyBlocked = (kind: string): boolean => radios.some((name) => textOf(join(rfkill, name, kind)) === '1');
  return {
    platform,
    adapters: namesIn(join(root, 'sys/class/bluetooth')).filter((name) => /^hci\d+$/.test(name)),
    softBlocked: anyBlocked('soft'),
    hardBlocked: anyBlocked('hard'),
    mayUseRadio: hasRadioCapabilities(textOf(join(root, 'proc/self/status'))),
  };
}

function hasRadioCapabilities(status: string): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return effective !== undefined && (BigInt(`0x${effective}`) & RADIO_CAPABILITIES) === RADIO_CAPABILITIES;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
