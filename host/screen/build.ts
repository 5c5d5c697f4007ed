import { cp, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Bundles the pages from web/ into dist/ (or `outdir`): one script, one stylesheet, the shell and the icon. Takes well under a second. */
export async function buildPages(outdir = path('dist/')): Promise<void> {
  await mkdir(outdir, { recursive: true });
  await build({
    entryPoints: { limber: path('web/main.tsx') },
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfig: path('web/tsconfig.json'),
    logLevel: 'warning',
  });
  for (const file of ['index.html', 'icon.svg']) await cp(path(`web/${file}`), `${outdir}/${file}`);
}

if (import.meta.main) await buildPages();
