import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mutation, mutated } from './mutation.ts';
import type { Target } from './targets.ts';

export type Fate = 'killed' | 'equivalent' | 'survived';

/** A copy of the project that mutants live in, one at a time: the tree itself is never touched. */
export interface Laboratory {
  /** Settles when it is known what became of the mutant. */
  tryOut(mutation: Mutation, target: Target): Promise<Fate>;
  /** Whether the tests pass without any mutant. */
  control(target: Target): Promise<boolean>;
  close(): void;
}

const COPIED = ['protocol', 'host', 'firmware', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'];
/** A mutant that never ends has been noticed. */
const PATIENCE_MS = 120_000;

function ends(program: string, args: readonly string[], folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: folder, stdio: 'ignore', detached: true });
    const timer = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), PATIENCE_MS);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}

export function openLaboratory(root: string, seed: number): Laboratory {
  const folder = mkdtempSync(join(tmpdir(), 'limber-mutants-'));
  for (const path of COPIED) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const testsPass = ({ tests }: Target): Promise<boolean> =>
    ends(process.execPath, [vitest, 'run', '--bail=1', '--maxWorkers=1', '--reporter=dot', ...tests], folder);
  const isSame = ({ difference }: Target): Promise<boolean> =>
    ends(process.execPath, [join(folder, `test/mutants/${difference}-difference.ts`), root, String(seed)], folder);
  return {
    control: testsPass,
    close: () => rmSync(folder, { recursive: true, force: true }),
    tryOut: async (mutation, target) => {
      const file = join(folder, mutation.path);
      const source = readFileSync(file, 'utf8');
      writeFileSync(file, mutated(source, mutation));
      try {
        if (!(await testsPass(target))) return 'killed';
        return (await isSame(target)) ? 'equivalent' : 'survived';
      } finally {
        writeFileSync(file, source);
      }
    },
  };
}
