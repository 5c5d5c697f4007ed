import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * `prepack`, after the build: JavaScript and declarations in dist/, because Node does not strip types under node_modules; and
 * what was built beside the sources.
 */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const compiler = join(root, 'node_modules/typescript/bin/tsc');

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.package.json')], { stdio: 'inherit' });
for (const folder of ['firmware/dist', 'host/screen/dist'])
  cpSync(join(root, folder), join(dist, folder), { recursive: true });
const generated = join(root, 'protocol/generated');
for (const name of readdirSync(generated).filter((file) => file.startsWith('wearable.'))) {
  cpSync(join(generated, name), join(dist, 'protocol/generated', name));
}
dropUnreachableDeclarations();

/** Nobody can import the types of what package.json does not export; they would be a fifth of the package. */
function dropUnreachableDeclarations(): void {
  const reached = new Set<string>();
  const follow = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    const imports = readFileSync(file, 'utf8').matchAll(/(?:from|import) ?\(?['"](\.[^'"]+)['"]/g);
    for (const [, path] of imports) follow(join(dirname(file), path!.replace(/\.[jt]s$/, '.d.ts')));
  };
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  for (const entry of Object.values(exports)) if (typeof entry !== 'string') follow(join(root, entry.types));
  const declarations = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.d.ts'),
  );
  for (const name of declarations) if (!reached.has(join(dist, name))) rmSync(join(dist, name));
}
