import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { transform, transformSync } from 'esbuild';

type Compiled = (require: (name: string) => unknown, module: { exports: object }, exports: object, url: string) => void;

/** Sources are read and compiled once: a campaign judges the tree as it was when it began. */
const compiledFiles = new Map<string, Compiled>();

const OPTIONS = {
  loader: 'ts',
  format: 'cjs',
  target: 'node24',
  define: { 'import.meta.url': '__url' },
} as const;

const functionOf = (path: string, code: string): Compiled =>
  compileFunction(code, ['require', 'module', 'exports', '__url'], { filename: path }) as Compiled;

function compiledFile(path: string): Compiled {
  const known = compiledFiles.get(path) ?? functionOf(path, transformSync(readFileSync(path, 'utf8'), OPTIONS).code);
  compiledFiles.set(path, known);
  return known;
}

/** A file of the project with another text than it has on disk, compiled. */
export interface Replacement {
  readonly path: string;
  readonly compiled: Compiled;
}

/** Rejects where the source is no program. */
export async function replacement(path: string, source: string): Promise<Replacement> {
  const { code } = await transform(source, { ...OPTIONS, logLevel: 'silent' });
  return { path, compiled: functionOf(path, code) };
}

/** The project's modules, each evaluated at most once by this loader and never shared with another; packages are the process's own. */
export class ModuleLoader {
  private readonly modules = new Map<string, { exports: object }>();
  private readonly packages: Readonly<Record<string, unknown>>;
  private readonly replaced: Replacement | null;

  constructor(replaced: Replacement | null, packages: Readonly<Record<string, unknown>> = {}) {
    this.packages = packages;
    this.replaced = replaced;
  }

  load(path: string): unknown {
    const known = this.modules.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    this.modules.set(path, module);
    const compiled = this.replaced?.path === path ? this.replaced.compiled : compiledFile(path);
    compiled((name) => this.imported(name, path), module, module.exports, pathToFileURL(path).href);
    return module.exports;
  }

  private imported(name: string, from: string): unknown {
    if (name.startsWith('.')) return this.load(resolve(dirname(from), name));
    return this.packages[name] ?? createRequire(from)(name);
  }
}
