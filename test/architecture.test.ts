import { parseSync } from '@babel/core';
import { describe, expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './source-files.ts';

const TOP_FOLDERS = ['firmware', 'protocol', 'host', 'sim'] as const;
/** Who may import whom; a file of cli/ that loads the simulator is the one exception. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: ['protocol'],
  firmware: ['firmware', 'protocol'],
  host: ['host', 'protocol'],
  sim: ['sim', 'protocol'],
};
const SIMULATOR_LOADER = 'host/cli/simulation.ts';
const PURE_ROOMS = ['protocol/', 'host/intake/', 'host/motion/', 'host/stim/'];
/** Rooms in the order of a sample's journey: a pure room knows nothing of those behind it. */
const PURE_ROOM_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'protocol/': ['protocol/'],
  'host/intake/': ['protocol/', 'host/intake/', 'host/motion/samples.ts'],
  'host/motion/': ['protocol/', 'host/motion/'],
  'host/stim/': ['protocol/', 'host/stim/'],
};
/** Libraries that only compute. */
const PURE_PACKAGES = ['valibot', 'protobufjs/minimal.js'];
const RXJS_ROOMS = /^host\/(connect|relay|screen|cli)\/|^host\/[^/]+\.ts$/;
const IMPURE = [
  [/\bDate\.now\(|new Date\(\)/, 'the wall clock'],
  [/\bperformance\.now\(/, 'the clock'],
  [/\bMath\.random\(/, 'randomness'],
  [/\bset(Timeout|Interval|Immediate)\(/, 'timers'],
  [/\bprocess\./, 'the environment'],
  [/\bconsole\./, 'the console'],
] as const;

const files = sourceFiles(...TOP_FOLDERS);
const isOurs = (name: string): boolean => TOP_FOLDERS.some((folder) => name.startsWith(`${folder}/`));
const topOf = (path: string): string => path.split('/')[0]!;
const pureRoomOf = ({ path }: SourceFile): string | undefined => PURE_ROOMS.find((room) => path.startsWith(room));

describe('who may import whom', () => {
  test('each top folder imports only what its row allows', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter((name) => isOurs(name) && !MAY_IMPORT[topOf(path)]!.includes(topOf(name)))
        .filter((name) => !(path === SIMULATOR_LOADER && name === 'sim/index.ts'))
        .map((name) => `${path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('pure rooms import only protocol, themselves and libraries that only compute', () => {
    const wrong = files.flatMap((file) => {
      const room = pureRoomOf(file);
      if (!room) return [];
      const allowed = PURE_ROOM_MAY_IMPORT[room]!;
      const mayImport = (name: string): boolean =>
        isOurs(name) ? allowed.some((prefix) => name.startsWith(prefix)) : PURE_PACKAGES.includes(name);
      return file.imports.filter((name) => !mayImport(name)).map((name) => `${file.path} imports ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  test('RxJS lives at the top of host, in connect, relay, screen and cli', () => {
    const wrong = files.filter(
      ({ path, imports }) => imports.some((name) => /^rxjs/.test(name)) && !RXJS_ROOMS.test(path),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('barrels are public entries only: nothing inside imports protocol/index.ts or sim/index.ts', () => {
    const entries = ['protocol/index.ts', 'sim/index.ts'];
    const wrong = files.filter(
      ({ path, imports }) => path !== SIMULATOR_LOADER && imports.some((name) => entries.includes(name)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('purity', () => {
  test.each(IMPURE)('no pure room uses %s', (pattern) => {
    const wrong = files.filter((file) => pureRoomOf(file) && pattern.test(withoutComments(file.text)));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('form', () => {
  test('no enums, namespaces or default exports', () => {
    const banned = /^\s*(export )?(const )?enum |^\s*(export )?namespace |^export default/m;
    expect(files.filter(({ text }) => banned.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('file names are kebab-case nouns of the domain', () => {
    const banned = /(^|[-/])(utils?|helpers?|manager|common|misc)([-.]|$)/;
    const wrong = files.filter(({ path }) => {
      const name = path.split('/').at(-1)!;
      return banned.test(name) || !/^[a-z0-9-]+\.tsx?$/.test(name);
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('function lengths are reported', () => {
    const lengths = files.flatMap(functionLengths).sort((a, b) => b.lines - a.lines);
    const median = lengths[lengths.length >> 1]!.lines;
    const long = lengths.filter(({ lines }) => lines > 40).map(({ at, lines }) => `${at} ${lines}`);
    console.log(`functions ${lengths.length}, median ${median} lines, over 40: ${long.length}\n  ${long.join('\n  ')}`);
    expect(median).toBeLessThanOrEqual(10);
  });

  test('file lengths are reported', () => {
    const lengths = files
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .sort((a, b) => b.lines - a.lines);
    const long = lengths.filter(({ lines }) => lines > 250);
    console.log(`files ${lengths.length}, median ${lengths[lengths.length >> 1]!.lines} lines, over 250:`, long);
    expect(lengths[0]!.lines).toBeLessThan(500);
  });
});

interface SyntaxNode {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
}

/** Lines of every function, method and arrow function of a file, with the line it begins at. */
function functionLengths({ path, text }: SourceFile): { at: string; lines: number }[] {
  const plugins: ('typescript' | 'jsx')[] = path.endsWith('.tsx') ? ['typescript', 'jsx'] : ['typescript'];
  const found: { at: string; lines: number }[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const { type, loc } = node as SyntaxNode;
    if (/Function|ClassMethod|ObjectMethod/.test(type) && loc && 'body' in node) {
      found.push({ at: `${path}:${loc.start.line}`, lines: loc.end.line - loc.start.line + 1 });
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'loc') visit(value);
  };
  visit(parseSync(text, { configFile: false, babelrc: false, parserOpts: { plugins } })?.program);
  return found;
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '');
