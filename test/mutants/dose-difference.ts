import fc from 'fast-check';
import type * as Stim from '../../host/stim/index.ts';

/**
 * `node dose-difference.ts <root of the untouched project> <seed>`: the same prescriptions, contexts and people's records there and here. Exits 1
 * at the first decision, number or word that differs.
 */

const [, , root = '', seed = '1'] = process.argv;
const RUNS = 4_000;

const original = (await import(`${root}/host/stim/index.ts`)) as typeof Stim;
const subject = (await import(new URL('../../host/stim/index.ts', import.meta.url).pathname)) as typeof Stim;

const NOW_S = 1_790_000_000;
const SITES = ['knee-left', 'lower-back-left', 'head'];

/** Near the bounds more often than far from them: that is where rules differ. */
const near = (...bounds: number[]) =>
  fc.oneof(
    fc.constantFrom(...bounds.flatMap((bound) => [bound - 1, bound, bound + 1])),
    fc.integer({ min: 1, max: 2 * Math.max(...bounds) }),
  );
const share = fc.constantFrom(1000, -1000, 500, -500, 0, 333, -980, -990, 1);
const part = fc.record({ share_permille: share, width_us: near(40, 50, 200, 400, 500) });
const symmetric = near(40, 50, 200, 400, 500).map((width_us) => [
  { share_permille: 1000, width_us },
  { share_permille: -1000, width_us },
]);
const instant = (bound: number) => near(bound).map((s) => new Date(s * 1000).toISOString());
const prescription = fc.record({
  schema: fc.constant('limber/prescription/2'),
  id: fc.constantFrom('a', 'b'),
  revision: fc.integer({ min: 1, max: 3 }),
  person: fc.constantFrom('p', 'q'),
  device: fc.constantFrom('d', 'e'),
  site: fc.constantFrom(...SITES),
  pad_area_mm2: near(1_600, 2_500),
  pattern: fc.oneof(symmetric, symmetric, fc.array(part, { minLength: 1, maxLength: 6 })),
  rate_millihertz: near(500, 1_000, 2_000, 125_000, 150_000, 200_000),
  level_ua: near(20_000, 60_000),
  ceiling_ua: near(25_000, 40_000, 60_000, 80_000),
  session_ms: near(10_000, 600_000, 1_800_000, 3_600_000),
  sessions_per_day: near(12, 24, 48),
  day_ms: near(3_600_000, 10_800_000, 14_400_000),
  presence_ms: fc.constantFrom(null, 600_000),
  issued_at: instant(NOW_S - 1000),
  expires_at: instant(NOW_S + 100_000),
});
const tightening = fc.record({
  rule: fc.constantFrom('x', 'y'),
  text: fc.constant('t'),
  source: fc.constant('s'),
  mostUa: fc.constantFrom(0, 10_000, 25_000, 60_000, Number.NaN, -1),
});
const context = fc.record({
  nowS: near(NOW_S),
  person: fc.constantFrom(null, 'p'),
  device: fc.constantFrom(null, 'd'),
  latestRevision: fc.constantFrom(null, 1, 2, 3),
  latestCanonical: fc.constantFrom(null, '{}'),
  contactPermille: near(500, 1000),
  dayUsedMs: near(0, 1_800_000, 10_000_000),
  daySessions: fc.integer({ min: 0, max: 30 }),
  also: fc.array(tightening, { maxLength: 2 }),
});

const DAY_MS = 86_400_000;
const atMs = fc.constantFrom(
  ...[0, 1, 0.5, 90].flatMap((days) => [-1, 0, 1].map((ms) => NOW_S * 1000 - days * DAY_MS + ms)),
);
const by = fc.constantFrom('patient', 'clinician:a');
const level = near(8_000, 18_000, 36_000);
const ids = original.SCREENING_QUESTIONS.map(({ id }) => id);
const documents = fc.oneof(
  fc.record({
    kind: fc.constant('screening'),
    document: fc.record({ answers: fc.dictionary(fc.constantFrom(...ids), fc.boolean()) }),
  }),
  fc.record({
    kind: fc.constant('override'),
    document: fc.record({
      of: fc.constantFrom('contraindication', 'skin-lock', 'titration-doubt'),
      id: fc.constantFrom(...ids, ...SITES, '*'),
      reason: fc.constant('a reason'),
    }),
  }),
  fc.record({
    kind: fc.constant('skin'),
    document: fc.record({
      site: fc.constantFrom(...SITES),
      finding: fc.constantFrom('none', 'redness-long', 'burn', 'blister'),
    }),
  }),
  fc.record({
    kind: fc.constant('pad'),
    document: fc.record({
      id: fc.constantFrom('a', 'b'),
      event: fc.constantFrom('opened', 'used', 'discarded'),
      areaMm2: near(1_600, 2_500),
    }),
  }),
  fc.record({
    kind: fc.constant('titration'),
    document: fc.record({
      site: fc.constantFrom(...SITES),
      sensoryThresholdUa: level,
      strongComfortableUa: level,
      discomfortUa: fc.constant(null),
      settledUa: level,
    }),
  }),
);
const records = fc.array(
  fc.tuple(documents, atMs, by).map(([told, wallMs, who]) => ({ ...told, wallMs, by: who })),
  { maxLength: 40 },
);
const mark = fc.record({
  step: fc.constantFrom<Stim.TitrationStep>('sensory-threshold', 'strong-comfortable', 'discomfort', 'settled', 'done'),
  currentUa: near(1, 8_000),
});
const word = fc.record({
  feeling: fc.constantFrom<Stim.Feeling>('too-weak', 'strong-comfortable', 'uncomfortable', 'painful'),
  atMs: near(1_000, 120_000),
  levelUa: near(10_000),
  stepUa: near(1_000, 2_000),
});

/** Everything that the rooms say to the same question. */
const answers = {
  decision: (stim: typeof Stim, [document, given]: [unknown, Stim.DoseContext]) =>
    stim.checkPrescription(document, given),
  person: (stim: typeof Stim, [told, site]: [Stim.PersonRecord[], string]) => [
    stim.screening(told, site, NOW_S * 1000),
    stim.screeningTightenings(told, site, NOW_S * 1000),
    stim.skinTightenings(told, site, NOW_S * 1000),
    stim.padTightenings(told, 2_500),
    stim.padsInUse(told),
    stim.titrationDoubts(told, site),
    stim.startLevelUa(told, site, 30_000),
  ],
  contact: (stim: typeof Stim, [ohm, bestOhm]: [number, number]) => stim.contactPermille(ohm, bestOhm),
  titration: (stim: typeof Stim, [alone, marks]: [boolean, Stim.TitrationMark[]]) =>
    marks.reduce((state, next) => stim.stepTitration(state, next)[0], stim.initialTitration(alone)),
  comfort: (stim: typeof Stim, words: { feeling: Stim.Feeling; atMs: number; levelUa: number; stepUa: number }[]) =>
    words.reduce((state, said) => {
      const [next] = stim.stepComfort(state, said);
      return stim.noteRaise(next, stim.raiseRefusal(state, said.stepUa, said.atMs), said.atMs);
    }, stim.initialComfort()),
};

const print = (value: unknown): string =>
  JSON.stringify(value, (_key, one) => (typeof one === 'number' && !Number.isFinite(one) ? String(one) : one));

function compare<Asked>(name: keyof typeof answers, asked: fc.Arbitrary<Asked>): boolean {
  const ask = answers[name] as (stim: typeof Stim, question: Asked) => unknown;
  return fc
    .sample(asked, { numRuns: RUNS, seed: Number(seed) })
    .every((question) => print(ask(original, question)) === print(ask(subject, question)));
}

const same =
  compare('decision', fc.tuple(prescription, context)) &&
  compare('person', fc.tuple(records, fc.constantFrom(...SITES))) &&
  compare('contact', fc.tuple(near(1_000, 3_000), near(1_000, 3_000))) &&
  compare('titration', fc.tuple(fc.boolean(), fc.array(mark, { maxLength: 8 }))) &&
  compare('comfort', fc.array(word, { maxLength: 12 }));
if (!same) process.exitCode = 1;
