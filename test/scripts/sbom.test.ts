import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Bom, shippedBom } from '../../scripts/sbom.ts';
import { ROOT } from '../source-files.ts';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly name?: string;
}

const readJson = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const { packages } = readJson('package-lock.json') as { packages: Readonly<Record<string, Locked>> };
const { dependencies } = readJson('package.json') as { dependencies: Readonly<Record<string, string>> };
const nameOf = (path: string): string => packages[path]!.name ?? path.split('node_modules/').at(-1)!;
const refOf = (path: string): string => `${nameOf(path)}@${packages[path]!.version}`;

let bom: Bom;
let refs: Set<string>;
beforeAll(() => {
  bom = shippedBom();
  refs = new Set(bom.components.map((one) => one['bom-ref']));
});

test('every dependency of the package is there, and whatever those need', () => {
  for (const name of Object.keys(dependencies)) expect(refs).toContain(refOf(`node_modules/${name}`));
  const needs = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  for (const [path, { dependencies = {} }] of Object.entries(packages)) {
    if (path === '' || !refs.has(refOf(path))) continue;
    const found = (needs.get(refOf(path)) ?? []).map((ref) => ref.replace(/@[^@]+$/, ''));
    for (const name of Object.keys(dependencies)) {
      const installed = [`${path}/node_modules/${name}`, `node_modules/${name}`].find((place) => packages[place]);
      if (installed) expect(found, `${path} needs ${name}`).toContain(nameOf(installed));
    }
  }
  for (const { ref, dependsOn } of bom.dependencies)
    for (const other of dependsOn) expect(refs, `${ref} needs ${other}`).toContain(other);
});

test('what is for development alone is not', () => {
  const shipped = new Set(
    Object.keys(packages)
      .filter((path) => !packages[path]!.dev)
      .map((path) => path && refOf(path)),
  );
  expect([...refs].filter((ref) => !shipped.has(ref))).toEqual([]);
  expect([...refs].filter((ref) => /^(vitest|typescript|esbuild|@biomejs\/biome)@/.test(ref))).toEqual([]);
});

test('each has name, version, licence and the hash that npm checks', () => {
  const integrity = new Map(Object.entries(packages).map(([path, one]) => [path && refOf(path), one.integrity]));
  for (const { 'bom-ref': ref, name, version, licenses, hashes } of bom.components) {
    expect(`${name}@${version}`).toBe(ref);
    expect(licenses, ref).toHaveLength(1);
    const [{ alg, content } = { alg: '', content: '' }] = hashes ?? [];
    expect(`${alg.replace('-', '').toLowerCase()}-${Buffer.from(content, 'hex').toString('base64')}`, ref).toBe(
      integrity.get(ref),
    );
  }
});

test('it has the form of CycloneDX 1.5', () => {
  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 });
  expect(bom.metadata.component).toMatchObject({
    type: 'application',
    name: 'limber',
    purl: expect.stringMatching(/^pkg:npm\/limber@/),
  });
  expect(refs.size).toBe(bom.components.length);
  for (const { type, scope, purl, hashes, licenses } of bom.components) {
    expect(type).toBe('library');
    expect(['required', 'optional', undefined]).toContain(scope);
    expect(purl).toMatch(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@[\w.+-]+$/);
    expect(hashes?.every(({ alg, content }) => alg === 'SHA-512' && /^[0-9a-f]{128}$/.test(content))).toBe(true);
    for (const one of licenses ?? [])
      expect('license' in one ? Object.values(one.license) : [one.expression]).toEqual([
        expect.stringMatching(/^[A-Z0-9]/),
      ]);
  }
});

test('what may run when it is installed is allowed by name, and nothing else', () => {
  const { allowScripts } = readJson('package.json') as { allowScripts: Readonly<Record<string, boolean>> };
  const wanting = Object.keys(packages).filter((path) => packages[path]!.hasInstallScript);
  expect([...new Set(wanting.map(nameOf))].sort()).toEqual(Object.keys(allowScripts).sort());
  const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
  expect(allowed.sort()).toEqual(['@serialport/bindings-cpp', 'esbuild', 'node']);
});

test('it says nothing of the machine, of the time, or of people', () => {
  const text = JSON.stringify(bom);
  expect(text).not.toMatch(/timestamp|serialNumber|"author"|file:|resolved|distribution/);
  expect(text.match(/https?:\/\/[^/"]+/g)).toEqual(['http://cyclonedx.org']);
  expect(text).not.toContain(ROOT);
});
