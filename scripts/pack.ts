import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

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
