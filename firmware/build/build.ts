import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { bundleFirmware } from './bundle.ts';
import type { Finding } from './finding.ts';
import { keptNames } from './kept-names.ts';
import { findUnsupported } from './syntax-gate.ts';

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
export async function buildFirmware(role: FirmwareRole, { dev = false }: BuildOptions = {}): Promise<FirmwareBundle> {
  const entry = new URL(dev && role === 'stim' ? 'stim-dev.ts' : `${role}-band.ts`, FIRMWARE).pathname;
  const version = firmwareVersion();
  const constants = {
    FIRMWARE_VERSION: JSON.stringify(version),
    FIRMWARE_HASH: HASH_PLACE,
    DEVELOPMENT: String(dev),
  };
  const open = await bundleFirmware(entry, constants, keptNames(dev));
  const pieces = open.split(HASH_PLACE);
  if (pieces.length !== 2) throw new Error(`${role}: ${pieces.length - 1} places for the hash`);
  const hash = hashOf(open);
  const code = pieces.join(String(hash));
  return { role, version, hash, code, findings: findUnsupported(code) };
}

/** Where `npm run firmware` puts a band's bundle. */
export function bundlePath(role: FirmwareRole, { dev = false }: BuildOptions = {}): string {
  return new URL(`dist/${role}-${dev ? 'dev' : 'release'}.js`, FIRMWARE).pathname;
}

function report(bundle: FirmwareBundle, path: string): void {
  const hash = bundle.hash.toString(16).padStart(8, '0');
  console.log(`${bundle.role.padEnd(8)}${bundle.code.length} bytes  ${hash}  ${path}`);
  for (const { construct, at } of bundle.findings) {
    console.error(`  ${construct}: …${bundle.code.slice(Math.max(0, at - 30), at + 30)}…`);
  }
}

/** Builds one bundle of each role. @returns them in the order of ROLES */
async function buildVariant(options: BuildOptions): Promise<FirmwareBundle[]> {
  const bundles = await Promise.all(ROLES.map((role) => buildFirmware(role, options)));
  for (const bundle of bundles) {
    const path = bundlePath(bundle.role, options);
    report(bundle, path);
    if (bundle.findings.length > 0) process.exitCode = 1;
    else writeFileSync(path, bundle.code);
  }
  return bundles;
}

async function buildAll(): Promise<void> {
  rmSync(new URL('dist/', FIRMWARE), { recursive: true, force: true });
  mkdirSync(new URL('dist/', FIRMWARE), { recursive: true });
  const releases = await buildVariant({});
  await buildVariant({ dev: true });
  // A development build is in no manifest: no host arms it but a simulated one.
  const manifest = Object.fromEntries(releases.map(({ role, version, hash }) => [role, { version, hash }]));
  writeFileSync(new URL('dist/manifest.json', FIRMWARE), `${JSON.stringify(manifest, null, 2)}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAll();
