import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * `npm run sbom`: what is installed with the package, as a CycloneDX list in dist/sbom.cdx.json. The same lock file gives the same
 * bytes, on any machine: no time, no serial number, nothing of what happens to be installed.
 */
const root = join(import.meta.dirname, '..');
const OUT = join(root, 'dist/sbom.cdx.json');
const NPM_WITHIN_MS = 60_000;

/** What these packages say of their licence, in a LICENSE file or in words that are no identifier; the lock file has nothing. */
const OWN_WORDS: Readonly<Record<string, License>> = {
  '@nornagon/put': { license: { id: 'X11' } },
  jsbi: { license: { id: 'Apache-2.0' } },
  jsonify: { license: { name: 'Public Domain' } },
  'map-stream': { license: { id: 'MIT' } },
  'pause-stream': { expression: 'MIT OR Apache-2.0' },
};

type License =
  | { readonly license: { readonly id: string } | { readonly name: string } }
  | { readonly expression: string };

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly scope?: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly License[];
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

export interface Bom {
  readonly $schema: string;
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly version: number;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

interface LockedPackage {
  readonly name?: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

type Lock = Readonly<Record<string, LockedPackage>>;

export function shippedBom(): Bom {
  const { packages: lock } = readJson('package-lock.json') as { readonly packages: Lock };
  const edges = shippedEdges(lock);
  const whole = npmBom();
  const { component } = whole.metadata;
  const { name, description } = readJson('package.json') as { readonly name: string; readonly description: string };
  const { 'bom-ref': ref, version, purl, licenses } = component;
  return {
    $schema: whole.$schema,
    bomFormat: whole.bomFormat,
    specVersion: whole.specVersion,
    version: whole.version,
    metadata: {
      component: {
        'bom-ref': ref,
        type: 'application',
        name,
        version,
        description,
        purl,
        ...(licenses && { licenses }),
      },
    },
    components: whole.components
      .filter((one) => edges.has(one['bom-ref']))
      .map(plainComponent)
      .sort(byRef),
    dependencies: [...edges]
      .map(([from, to]) => ({ ref: from, dependsOn: [...to].sort() }))
      .sort((a, b) => order(a.ref, b.ref)),
  };
}

/** `--omit dev` would leave out what is needed in both ways, valibot for one: npm asks whether anybody needs it for development. */
function npmBom(): Bom {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const said = execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    timeout: NPM_WITHIN_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(said) as Bom;
}

/** From the package itself along whatever npm installs with it: by reference, what each needs. */
function shippedEdges(lock: Lock): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const follow = (at: string): void => {
    if (seen.has(at)) return;
    seen.add(at);
    const needed = neededBy(lock[at]!).flatMap((name) => found(lock, at, name) ?? []);
    const ref = refOf(lock, at);
    edges.set(ref, new Set([...(edges.get(ref) ?? []), ...needed.map((path) => refOf(lock, path))]));
    for (const path of needed) follow(path);
  };
  follow('');
  return edges;
}

const neededBy = ({
  dependencies,
  optionalDependencies,
  peerDependencies = {},
  peerDependenciesMeta,
}: LockedPackage) => [
  ...Object.keys({ ...dependencies, ...optionalDependencies }),
  ...Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta?.[name]?.optional),
];

/** As Node looks: beside it first, then further up. */
function found(lock: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock[path]) return path;
    if (folder === '') return undefined;
  }
}

const refOf = (lock: Lock, path: string): string => {
  const { name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version } = lock[path]!;
  return `${name}@${version}`;
};

/** By its own name, where it is installed under another; without empty lists. */
function plainComponent({ 'bom-ref': ref, type, version, scope, purl, hashes, licenses }: Component): Component {
  const name = ref.slice(0, -(version.length + 1));
  const said = licenses ?? (OWN_WORDS[name] && [OWN_WORDS[name]]);
  return {
    'bom-ref': ref,
    type,
    name,
    version,
    ...(scope && { scope }),
    ...(hashes && { hashes }),
    ...(said && { licenses: said }),
    purl,
  };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const byRef = (a: Component, b: Component): number => order(a['bom-ref'], b['bom-ref']);

if (import.meta.main) {
  const bom = shippedBom();
  mkdirSync(dirname(OUT), { recursive: true });
  writeFileSync(OUT, `${JSON.stringify(bom, null, 2)}\n`);
  process.stdout.write(`dist/sbom.cdx.json: ${bom.components.length} packages\n`);
}
