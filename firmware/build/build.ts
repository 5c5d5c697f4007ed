import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  const entry = new URL(`${role}-${dev ? 'dev' : 'band'}.ts`, FIRMWARE).pathname;
  const version = firmwareVersion();
  const constants = { FIRMWARE_VERSION: JSON.stringify(version), FIRMWARE_HASH: HASH_PLACE };
  const open = await bundleFirmware(entry, constants, keptNames(dev));
  const pieces = open.split(HASH_PLACE);
  if (pieces.length !== 2) throw new Error(`${role}: ${pieces.length - 1} places for the hash`);
  const hash = hashOf(open);
  const code = pieces.join(String(hash));
  return { role, version, hash, code, findings: findUnsupported(code) };
}

/** Where `npm run firmware` puts a band's bundle. */
export function bundlePath(role: FirmwareRole): string {
  return new URL(`dist/${role}.js`, FIRMWARE).pathname;
}

function report(bundle: FirmwareBundle): void {
  const hash = bundle.hash.toString(16).padStart(8, '0');
  console.log(`${bundle.role.padEnd(8)}${bundle.code.length} bytes  ${hash}  ${bundlePath(bundle.role)}`);
  for (const { construct, at } of bundle.findings) {
    console.error(`  ${construct}: …${bundle.code.slice(Math.max(0, at - 30), at + 30)}…`);
  }
}

async function buildAll(): Promise<void> {
  mkdirSync(new URL('dist/', FIRMWARE), { recursive: true });
  const bundles = await Promise.all(ROLES.map((role) => buildFirmware(role)));
  for (const bundle of bundles) {
    report(bundle);
    if (bundle.findings.length > 0) process.exitCode = 1;
    else writeFileSync(bundlePath(bundle.role), bundle.code);
  }
  const manifest = Object.fromEntries(bundles.map(({ role, version, hash }) => [role, { version, hash }]));
  writeFileSync(new URL('dist/manifest.json', FIRMWARE), `${JSON.stringify(manifest, null, 2)}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAll();
