// Plain JavaScript that any Node 18 understands: `npx limber` in a clone runs it before anything is installed, and keeps an
// attempt that failed for ever. There is nothing to build with then, nor after `npm ci --omit=dev`.
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (existsSync(new URL('../node_modules/esbuild', import.meta.url))) execSync('npm run build', { stdio: 'inherit' });
