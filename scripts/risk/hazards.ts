import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { parse } from 'yaml';

const id = (pattern: RegExp) => v.pipe(v.string(), v.regex(pattern));
const words = v.pipe(v.string(), v.minLength(3));

const Control = v.strictObject({
  requirement: id(/^R-\d{3,4}$/),
  /** What must hold, as a sentence. */
  text: words,
  /** Faults (F) and invariants (I) of the stimulation reference that this answers. */
  covers: v.optional(v.array(id(/^(F\d+|I\d+b?)$/)), []),
  /** Files whose tests show it. */
  tests: v.array(id(/^test\/.+\.test\.ts$/)),
});

const Hazard = v.strictObject({
  id: id(/^H-\d{2}$/),
  hazard: words,
  cause: words,
  harm: words,
  severity: v.picklist(['serious', 'moderate', 'minor']),
  controls: v.pipe(v.array(Control), v.minLength(1)),
});

const RiskFile = v.strictObject({ hazards: v.array(Hazard) });

export type Hazard = v.InferOutput<typeof Hazard>;

const PATH = fileURLToPath(new URL('../../host/stim/hazards.yml', import.meta.url));

/** @throws Error naming every place where the file has another form than above. */
export function readHazards(text = readFileSync(PATH, 'utf8')): readonly Hazard[] {
  const read = v.safeParse(RiskFile, parse(text));
  if (read.success) return read.output.hazards;
  throw new Error(read.issues.map((issue) => `${v.getDotPath(issue) ?? 'file'}: ${issue.message}`).join('\n'));
}

/** F1 to F48 and the invariants of the stimulation reference: each must be somebody's answer. */
const MUST_BE_COVERED = [
  ...Array.from({ length: 48 }, (_, i) => `F${i + 1}`),
  ...Array.from({ length: 20 }, (_, i) => `I${i + 1}`),
  'I8b',
  'I11b',
];

/**
 * Everything that breaks the chain from hazard to test; empty when it holds.
 * @param testFiles every test of the stimulation core there is
 */
export function riskFileErrors(hazards: readonly Hazard[], testFiles: readonly string[]): string[] {
  const controls = hazards.flatMap((hazard) => hazard.controls.map((control) => ({ hazard: hazard.id, ...control })));
  const named = new Set(controls.flatMap(({ tests }) => tests));
  const covered = new Set<string>(controls.flatMap(({ covers }) => covers));
  const ids = [...hazards.map((hazard) => hazard.id), ...controls.map(({ requirement }) => requirement)];
  return [
    ...ids.filter((one, index) => ids.indexOf(one) !== index).map((one) => `${one} is used twice`),
    ...controls.filter(({ tests }) => tests.length === 0).map((one) => `${one.hazard} ${one.requirement} has no test`),
    ...[...named].filter((test) => !testFiles.includes(test)).map((test) => `${test} is named and does not exist`),
    ...testFiles.filter((test) => !named.has(test)).map((test) => `${test} names no hazard`),
    ...MUST_BE_COVERED.filter((one) => !covered.has(one)).map((one) => `${one} is nobody's answer`),
  ];
}
