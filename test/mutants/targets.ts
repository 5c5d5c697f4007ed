import { globSync } from 'node:fs';

/** What is mutated, and the tests that must notice. */
export interface Target {
  readonly name: string;
  readonly sources: readonly string[];
  readonly tests: readonly string[];
  /** What tells whether a mutant that no test noticed behaves differently at all. */
  readonly difference: 'session' | 'dose';
}

const sourcesOf = (root: string, patterns: readonly string[]): string[] => globSync(patterns, { cwd: root }).sort();

export const targetsIn = (root: string): Target[] => [
  {
    name: 'reducer',
    sources: sourcesOf(root, ['protocol/session*.ts', 'protocol/pulse-shape.ts']),
    tests: ['test/protocol/{session,pulse}*.test.ts', 'test/stim/dose/pulse-shape-agrees.test.ts'],
    difference: 'session',
  },
  {
    name: 'dose mathematics and constraints',
    sources: sourcesOf(root, [
      'host/stim/dose/{constraint,dose,dose-limits,dose-total,pattern}.ts',
      'host/stim/prescription/{prescription-check,prescription-validity,device-prescription}.ts',
    ]),
    tests: ['test/stim/{dose,prescription}/*.test.ts'],
    difference: 'dose',
  },
  {
    name: 'what a person says',
    sources: sourcesOf(root, ['host/stim/person/{comfort,pads,screening,skin,titration,titration-history}.ts']),
    tests: ['test/stim/person/*.test.ts'],
    difference: 'dose',
  },
];

/** That the firmware's bundle does the same is tested on the bundle, which holds no mutant. */
export const testsOf = (root: string, { tests }: Target): string[] =>
  sourcesOf(root, tests).filter((path) => !path.includes('as-firmware'));
