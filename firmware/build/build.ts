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
  readonly code: string;
  /** What the gate found; empty in anything that may be flashed. */
  readonly findings: readonly Finding[];
}

const FIRMWARE = new URL('../', import.meta.url);

function firmwareVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', FIRMWARE), 'utf8')) as { version: string };
  return manifest.version;
}

/** Builds one band's firmware in memory. */
export async function buildFirmware(role: FirmwareRole): Promise<FirmwareBundle> {
  const entry = new URL(`${role}-band.ts`, FIRMWARE).pathname;
  const code = await bundleFirmware(entry, { FIRMWARE_VERSION: JSON.stringify(firmwareVersion()) }, keptNames());
  return { role, code, findings: findUnsupported(code) };
}

/** Where `npm run firmware` puts a band's bundle. */
export function bundlePath(role: FirmwareRole): string {
  return new URL(`dist/${role}.js`, FIRMWARE).pathname;
}

function report(bundle: FirmwareBundle): void {
  console.log(`${bundle.role.padEnd(8)}${bundle.code.length} bytes  ${bundlePath(bundle.role)}`);
  for (const { construct, at } of bundle.findings) {
    console.error(`  ${construct}: …${bundle.code.slice(Math.max(0, at - 30), at + 30)}…`);
  }
}

async function buildAll(): Promise<void> {
  mkdirSync(new URL('dist/', FIRMWARE), { recursive: true });
  for (const role of ROLES) {
    const bundle = await buildFirmware(role);
    report(bundle);
    if (bundle.findings.length > 0) process.exitCode = 1;
    else writeFileSync(bundlePath(role), bundle.code);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAll();
