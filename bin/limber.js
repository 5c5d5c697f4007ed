#!/usr/bin/env node
// Plain JavaScript that any Node 18 understands: it finds a Node new enough (this one, or the npm package "node" that comes
// with Limber) and starts the command line there, from the sources in a clone and from dist/ in an installed package.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'host', 'cli', 'main.ts');
const built = join(root, 'dist', 'host', 'cli', 'main.js');
const entry = existsSync(source) ? source : built;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
// node:sqlite without a flag since 22.13, running TypeScript directly since 22.18.
const newEnough = major > 22 || (major === 22 && minor >= 18);

/** Of the npm package "node"; its executable is put there by an install script, which npm may have been told not to run. */
function bundledNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    return [join(folder, 'bin', 'node'), join(folder, 'bin', 'node.exe')].find((path) => existsSync(path));
  } catch {
    return undefined;
  }
}

function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Whoever ends this process means the one that does the work.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => giveUp(`${node} does not start: ${error.message}.`));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

function giveUp(why) {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}

if (existsSync(source) && !existsSync(join(root, 'node_modules'))) {
  giveUp('What Limber needs is not installed yet. Run "npm ci" here first.');
} else if (newEnough) {
  const { main } = await import(pathToFileURL(entry).href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  const node = bundledNode();
  if (node) runWith(node);
  else
    giveUp(
      `Limber needs Node.js 22.18 or newer; this is ${process.version}. Install a newer one, or Limber again with npm's --allow-scripts=node.`,
    );
}
