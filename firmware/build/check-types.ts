import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../tsconfig.json', import.meta.url));

/**
 * The firmware against a library that holds what an Espruino has, and nothing else (`noLib`, firmware/espruino.d.ts): Map, Math.hypot or
 * `array.length = 0` are errors of types there. @returns what the compiler complains of, a line each
 */
export function typeTroubles(): Promise<string[]> {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, '--noEmit', '-p', PROJECT], (error, stdout, stderr) => {
      const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '');
      resolve(error ? lines : []);
    });
  });
}
