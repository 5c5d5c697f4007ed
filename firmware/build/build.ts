import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPart, PARTS, partPath } from './band-parts.ts';
import { excessOf, sizeLine } from './budgets.ts';
import { bundleFirmware } from './bundle.ts';
import { typeTroubles } from './check-types.ts';
import type { Finding } from './finding.ts';
import { keptNames } from './kept-names.ts';
import { logTable } from './log-capacity-table.ts';
import { writeTable } from './readme-table.ts';
import { findUnsupported } from './syntax-gate.ts';
import { findUnknownNames } from './unknown-names.ts';

export const ROLES = ['motion', 'stim'] as const;
export type FirmwareRole = (typeof ROLES)[number];

export interface FirmwareBundle {
  readonly role: FirmwareRole;
  readonly version: string;
  /** First four bytes, little endian, of the SHA-256 of the bundle with HASH_PLACE where this number now stands. */
  readonly hash: number;
  readonly code: string;
  /** What the gate found; empty in anything that may be flashed. */
  readonly findings: readonly Finding[];
}

export interface BuildOptions {
  /** For engineers at a bench: with the global `limber` of stim-dev.ts. Never flashed onto a band that is worn. */
  readonly dev?: boolean;
  /** Nothing made short: see Kept. Never flashed. */
  readonly plain?: boolean;
  /** Instead of the package's. */
  readonly version?: string;
}

/** What firmware/dist/manifest.json lists: the bands that a host shipped with it will arm. */
export type FirmwareManifest = Readonly<Record<FirmwareRole, { readonly version: string; readonly hash: number }>>;

const FIRMWARE = new URL('../', import.meta.url);
/** Stands in the bundle until its hash is known; no other number of the firmware is this one. */
const HASH_PLACE = '3735928559';

function firmwareVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', FIRMWARE), 'utf8')) as { version: string };
  return manifest.version;
}

function hashOf(code: string): number {
  return createHash('sha256').update(code).digest().readUInt32LE(0);
}

/** Builds one band's firmware in memory. @throws Error when there is not exactly one place for the hash */
export async function buildFirmware(
  role: FirmwareRole,
  { dev = false, plain = false, version = firmwareVersion() }: BuildOptions = {},
): Promise<FirmwareBundle> {
  const entry = new URL(dev && role === 'stim' ? 'stim-dev.ts' : `${role}-band.ts`, FIRMWARE).pathname;
  const constants = {
    FIRMWARE_VERSION: JSON.stringify(version),
    FIRMWARE_HASH: HASH_PLACE,
    DEVELOPMENT: String(dev),
  };
  const open = await bundleFirmware(entry, constants, {
    names: keptNames(dev),
    keepsWords: dev,
    atRoot: true,
    plain,
    lean: role === 'motion',
  });
  const pieces = open.split(HASH_PLACE);
  if (pieces.length !== 2) throw new Error(`${role}: ${pieces.length - 1} places for the hash`);
  const hash = hashOf(open);
  const code = pieces.join(String(hash));
  return { role, version, hash, code, findings: [...findUnsupported(code), ...findUnknownNames(code)] };
}

/** Where `npm run firmware` puts a band's bundle. */
export function bundlePath(role: FirmwareRole, { dev = false }: BuildOptions = {}): string {
  return new URL(`dist/${role}-${dev ? 'dev' : 'release'}.js`, FIRMWARE).pathname;
}

function report(file: string, { code, findings }: Pick<FirmwareBundle, 'code' | 'findings'>): void {
  console.log(sizeLine(file, code.length));
  const excess = excessOf(file, code.length);
  if (excess) refuse(excess);
  for (const { construct, at } of findings)
    refuse(`${file}: ${construct}: …${code.slice(Math.max(0, at - 30), at + 30)}…`);
}

function refuse(why: string): void {
  console.error(why);
  process.exitCode = 1;
}

/** In place of the one before, while simulators may be reading it; what the gate found fault with is not there at all. */
function put(path: string, { code, findings }: Pick<FirmwareBundle, 'code' | 'findings'>): void {
  if (findings.length === 0) writeFileSync(path, code);
  else rmSync(path, { force: true });
}

/** Builds one bundle of each role. @returns them in the order of ROLES */
async function buildVariant(options: BuildOptions): Promise<FirmwareBundle[]> {
  const bundles = await Promise.all(ROLES.map((role) => buildFirmware(role, options)));
  for (const bundle of bundles) {
    const path = bundlePath(bundle.role, options);
    report(basename(path), bundle);
    put(path, bundle);
  }
  return bundles;
}

/** Loader and update service, the same for both roles. */
async function buildParts(): Promise<void> {
  for (const bundle of await Promise.all(PARTS.map(buildPart))) {
    const path = partPath(bundle.part);
    report(basename(path), bundle);
    put(path, bundle);
  }
}

async function buildAll(): Promise<void> {
  mkdirSync(new URL('dist/', FIRMWARE), { recursive: true });
  const types = typeTroubles();
  const releases = await buildVariant({});
  await buildVariant({ dev: true });
  await buildParts();
  writeTable('log', logTable());
  for (const trouble of await types) refuse(trouble);
  // A development build is in no manifest: no host arms it but a simulated one.
  const manifest = Object.fromEntries(releases.map(({ role, version, hash }) => [role, { version, hash }]));
  writeFileSync(new URL('dist/manifest.json', FIRMWARE), `${JSON.stringify(manifest, null, 2)}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAll();
