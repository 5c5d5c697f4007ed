import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { arch, release } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LimberError } from '../../protocol/limber-error.ts';
import { serialBinding } from '../connect/serial/serial-port.ts';
import { readFirmwareManifest } from '../firmware-manifest.ts';
import { systemWords } from '../keys/small-file.ts';
import { namesOnBus } from './doctor-bus.ts';
import type { ClockFacts, DiskFacts, FirmwareFacts, NodeFacts, PagesFacts } from './doctor-machine.ts';
import type { BusFacts } from './doctor-radio.ts';
import type { SerialFacts } from './doctor-serial.ts';
import { listPorts } from './scan-ports.ts';

export const nodeFacts = (): NodeFacts => ({
  version: process.version,
  platform: process.platform,
  arch: arch(),
  release: release(),
});

/** Who may use serial ports: Debian and Fedora say dialout, Arch uucp. */
const PORT_GROUPS = ['dialout', 'uucp'];

export async function readSerialFacts(hasModemManager: boolean): Promise<SerialFacts> {
  const group = groups().find(({ name }) => PORT_GROUPS.includes(name));
  const ports = (await listPorts()).map((path) => ({ path, isAccessible: mayUse(path) }));
  return {
    platform: process.platform,
    bindingFailure: await bindingFailure(),
    ports,
    isRoot: process.getuid?.() === 0,
    group: group?.name ?? null,
    isInGroup: group !== undefined && (process.getgroups?.() ?? []).includes(group.id),
    hasModemManager,
  };
}

async function bindingFailure(): Promise<string | null> {
  try {
    await serialBinding();
    return null;
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    return (error.cause as Error).message.split('\n')[0]!;
  }
}

function groups(): { readonly name: string; readonly id: number }[] {
  try {
    const lines = readFileSync('/etc/group', 'utf8').split('\n');
    return lines.map((line) => line.split(':')).map(([name = '', , id = '']) => ({ name, id: Number(id) }));
  } catch {
    return [];
  }
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const BUS_SOCKETS = ['/run/dbus/system_bus_socket', '/var/run/dbus/system_bus_socket'];
const BLUEZ = 'org.bluez';
const MODEM_MANAGER = 'org.freedesktop.ModemManager1';

export interface BusLook extends BusFacts {
  readonly hasModemManager: boolean;
}

export async function readBusFacts(address = process.env.DBUS_SYSTEM_BUS_ADDRESS ?? ''): Promise<BusLook> {
  const { platform } = process;
  const named = /unix:path=([^,;]+)/.exec(address)?.[1];
  const socket = [...(named ? [named] : []), ...BUS_SOCKETS].find((path) => existsSync(path));
  const nothing = { platform, hasSocket: socket !== undefined, hasBluez: false, hasModemManager: false };
  if (platform !== 'linux' || socket === undefined) return { ...nothing, failure: null };
  try {
    const names = await namesOnBus(socket, [BLUEZ, MODEM_MANAGER], process.getuid?.() ?? 0);
    return { ...nothing, failure: null, hasBluez: names.has(BLUEZ), hasModemManager: names.has(MODEM_MANAGER) };
  } catch (error) {
    return { ...nothing, failure: (error as Error).message };
  }
}

const TRIAL_BYTES = 4 * 1024 * 1024;
const COMMITS = 8;
const COMMIT_BYTES = 4096;

/** Writes a file of some MB beside the records, and takes it away again. */
export function readDiskFacts(dataDir: string, nowMs: () => number): DiskFacts {
  const path = existingAbove(resolve(dataDir));
  const { bavail, bsize } = statfsSync(path);
  const found = { path, freeBytes: bavail * bsize };
  // A trial must not fill what is nearly full.
  if (found.freeBytes < 4 * TRIAL_BYTES) return { ...found, speed: null, failure: null };
  const trial = join(path, `.limber-doctor-${process.pid}`);
  try {
    return { ...found, speed: timeWriting(trial, nowMs), failure: null };
  } catch (error) {
    return { ...found, speed: null, failure: systemWords(error) };
  } finally {
    rmSync(trial, { force: true });
  }
}

function timeWriting(path: string, nowMs: () => number): NonNullable<DiskFacts['speed']> {
  const file = openSync(path, 'wx', 0o600);
  try {
    const beganMs = nowMs();
    writeSync(file, Buffer.alloc(TRIAL_BYTES, 1));
    fsyncSync(file);
    const writtenMs = nowMs();
    for (let i = 0; i < COMMITS; i++) {
      writeSync(file, Buffer.alloc(COMMIT_BYTES, i));
      fsyncSync(file);
    }
    const commitMs = (nowMs() - writtenMs) / COMMITS;
    return { megabytesPerS: TRIAL_BYTES / 1000 / Math.max(0.01, writtenMs - beganMs), commitMs };
  } finally {
    closeSync(file);
  }
}

function existingAbove(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() || path === dirname(path)) return path;
  return existingAbove(dirname(path));
}

const TIMESYNC = '/run/systemd/timesync';

export function readClockFacts(latestRecordMs: number | null, nowMs: number): ClockFacts {
  const installedMs = statSync(join(root(), 'package.json'), { throwIfNoEntry: false })?.mtimeMs ?? null;
  const synchronized = existsSync(TIMESYNC) ? existsSync(join(TIMESYNC, 'synchronized')) : null;
  return { nowMs, installedMs, latestRecordMs, synchronized };
}

/** Of this Limber: where package.json lies. */
function root(folder = import.meta.dirname): string {
  if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return folder;
  return root(dirname(folder));
}

/** Stands for the hash in what was hashed: firmware/build/build.ts. */
const HASH_PLACE = '3735928559';

export function readFirmwareFacts(limber: string): FirmwareFacts {
  const manifest = readFirmwareManifest();
  if (manifest === null) return { limber, versions: null, wrong: [] };
  const entries = Object.entries(manifest);
  return {
    limber,
    versions: Object.fromEntries(entries.map(([role, { version }]) => [role, version])),
    wrong: entries
      .map(([role, { hash }]) => ({ name: `${role}-release.js`, hash }))
      .filter(isOther)
      .map(({ name }) => name),
  };
}

/** Missing, cut short, or changed after it was built. */
function isOther({ name, hash }: { readonly name: string; readonly hash: number }): boolean {
  const path = join(root(), 'firmware/dist', name);
  if (!existsSync(path)) return true;
  const open = readFileSync(path, 'utf8').replace(String(hash), HASH_PLACE);
  return createHash('sha256').update(open).digest().readUInt32LE(0) !== hash;
}

const PAGES = fileURLToPath(new URL('../screen/dist/index.html', import.meta.url));

export async function readPagesFacts(port: number): Promise<PagesFacts> {
  return { port, isFree: await isFree(port), areBuilt: existsSync(PAGES) };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', () => settle(false));
    server.listen(port, '127.0.0.1', () => server.close(() => settle(true)));
  });
}
