import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

export interface SourceFile {
  /** From the root, with forward slashes: "host/motion/rep.ts". */
  readonly path: string;
  readonly text: string;
  /** What it imports, also types and dynamic imports: paths from the root, or package names. */
  readonly imports: readonly string[];
}

const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.git']);

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

function importsOf(path: string, text: string): string[] {
  const found = [...text.matchAll(/(?:from\s+|import\s+|import\(\s*)'([^']+)'/g)].map((match) => match[1]!);
  return found.map((name) =>
    name.startsWith('.') ? relative(ROOT, join(path, '..', name)).replaceAll('\\', '/') : name,
  );
}

/** All TypeScript of ours under these folders, generated files left out. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    filesUnder(join(ROOT, folder)).map((path) => {
      const text = readFileSync(path, 'utf8');
      return { path: relative(ROOT, path).replaceAll('\\', '/'), text, imports: importsOf(path, text) };
    }),
  );
}
