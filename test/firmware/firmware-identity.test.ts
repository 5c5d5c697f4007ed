import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildFirmware, bundlePath, type FirmwareManifest, ROLES } from '../../firmware/build/build.ts';
import { SEED } from '../seeded.ts';
import { placeOnBench } from './bench-band.ts';
import { greetedBand } from './stim-bench.ts';

const MANIFEST = new URL('../../firmware/dist/manifest.json', import.meta.url);

test('F41 a band tells the hash of its own build, which anybody can check', async () => {
  const band = await greetedBand(SEED);
  const { code, hash, version } = await buildFirmware('stim');
  expect(band.hellos.at(-1)).toMatchObject({ firmwareVersion: version, firmwareHash: hash });
  const asHashed = code.replace(String(hash), '3735928559');
  expect(createHash('sha256').update(asHashed).digest().readUInt32LE(0)).toBe(hash);
});

test.each(ROLES)('F41 the manifest lists what dist/%s-release.js says of itself', (role) => {
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as FirmwareManifest;
  const code = readFileSync(bundlePath(role), 'utf8');
  expect(code).toContain(String(manifest[role].hash));
  expect(code).toContain(manifest[role].version);
});

test('one more line of code is another hash', async () => {
  const [release, bench] = await Promise.all([buildFirmware('stim'), buildFirmware('stim', { dev: true })]);
  expect(bench.hash).not.toBe(release.hash);
  expect(bench.findings).toEqual([]);
});

test('a release has no way in for a console', async () => {
  const { code } = await buildFirmware('stim');
  expect(code).not.toContain('limber=');
  // What the loader leaves there is read, and nothing is put.
  expect(code.replaceAll('globalThis.limberOnTrial', '')).not.toContain('globalThis');
  expect((await buildFirmware('stim', { dev: true })).code).toContain('limber=');
});

test('the motion band tells its hash too', async () => {
  const band = await placeOnBench({ role: 'motion', board: 'puck', seed: SEED });
  band.clock.advanceTo(1000);
  band.board.connect();
  band.clock.advanceTo(3000);
  expect(band.hellos.at(-1)!.firmwareHash).toBe((await buildFirmware('motion')).hash);
});
