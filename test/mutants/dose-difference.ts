import fc from 'fast-check';
import type * as Stim from '../../host/stim/index.ts';
import type { ModuleLoader } from './module-loader.ts';

/** The same prescriptions, contexts and people's records there and at one that may be a mutant. */

const NOW_S = 1_790_000_000;
const SITES = ['knee-left', 'lower-back-left', 'head'];

/** Near the bounds more often than far from them: that is where rules differ. */
const near = (...bounds: number[]) =>
  fc.oneof(
    fc.constantFrom(...bounds.flatMap((bound) => [bound - 1, bound, bound + 1])),
    fc.integer({ min: 1, max: 2 * Math.max(...bounds) }),
  );
/** As near, and with what is no whole number. */
const around = (...bounds: number[]) =>
  fc.oneof(
    { weight: 6, arbitrary: near(...bounds) },
    { weight: 1, arbitrary: fc.constantFrom(0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY) },
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
  contactPermille: around(0, 500, 1000),
  dayUsedMs: near(0, 1_800_000, 10_000_000),
  daySessions: fc.integer({ min: 0, max: 30 }),
  also: fc.array(tightening, { maxLength: 2 }),
});

const sharePermille = share;
const parts = fc.array(fc.record({ sharePermille, widthUs: near(40, 200, 500, 65_535) }), { maxLength: 34 });
const pairs = fc.tuple(sharePermille, share, near(40, 200, 500), near(200)).map(([first, second, one, other]) => [
  { sharePermille: first, widthUs: one },
  { sharePermille: second, widthUs: one },
  { sharePermille: -first, widthUs: other },
]);
const patterns = fc.oneof(
  parts,
  pairs,
  pairs.map((three) => three.slice(0, 2)),
);
const segments = fc.array(fc.record({ currentUa: fc.integer({ min: -80_000, max: 80_000 }), widthUs: near(40, 500) }), {
  maxLength: 8,
});
const doses = fc.record({
  pattern: fc.oneof(
    segments,
    segments.map((some) => some.map((one, i) => (i % 3 ? one : { ...one, currentUa: 0 }))),
    segments.map((some) => some.flatMap((one) => [one, { ...one, currentUa: -one.currentUa }])),
    fc.array(fc.record({ currentUa: around(1_000), widthUs: around(200) }), { maxLength: 3 }),
  ),
  rateMillihertz: around(500, 2_000, 125_000, 200_000),
  padAreaMm2: around(1_600, 2_500, 20_000),
  contactPermille: around(500, 1_000),
  dutyPermille: around(500, 1_000),
});
const times = fc.record({
  durationMs: near(100, 6_000),
  rampUpMs: near(100, 3_000),
  rampDownMs: fc.constantFrom(0, 500, 501),
});
const rates = fc.record({ lowMillihertz: near(2_000), highMillihertz: near(2_000), periodMs: near(1_000) });
const plans = fc.tuple(times, rates, fc.boolean(), fc.boolean());

const DAY_MS = 86_400_000;
const atMs = fc.constantFrom(
  ...[0, 1, 0.5, 90].flatMap((days) => [-1, 0, 1].map((ms) => NOW_S * 1000 - days * DAY_MS + ms)),
);
const by = fc.constantFrom('patient', 'clinician:a');
const level = near(8_000, 18_000, 36_000);
const documentsFor = (ids: readonly string[]) =>
  fc.oneof(
    fc.record({
      kind: fc.constant('screening'),
      document: fc.record({ answers: fc.dictionary(fc.constantFrom(...ids), fc.boolean()) }),
    }),
    fc.record({
      kind: fc.constant('override'),
      document: fc.record({
        of: fc.constantFrom('contraindication', 'skin-lock', 'titration-doubt'),
        id: fc.constantFrom(...ids, ...SITES, '*'),
        reason: fc.constantFrom('a reason', 'another one'),
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
        areaMm2: fc.option(near(1_600, 2_500), { nil: undefined }),
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
const recordsFor = (ids: readonly string[]) =>
  fc.array(
    fc.tuple(documentsFor(ids), atMs, by).map(([told, wallMs, who]) => ({ ...told, wallMs, by: who })),
    { maxLength: 40 },
  );
const STEPS: readonly Stim.TitrationStep[] = [
  'sensory-threshold',
  'strong-comfortable',
  'discomfort',
  'settled',
  'done',
];
const currentUa = near(1, 8_000);
/** In their order more often than not, or nobody ever gets to the last one. */
const marks = fc.oneof(
  fc.array(fc.record({ step: fc.constantFrom(...STEPS), currentUa }), { maxLength: 8 }),
  fc.tuple(...STEPS.map((step) => currentUa.map((ua) => ({ step, currentUa: ua })))),
);
const word = fc.record({
  feeling: fc.constantFrom<Stim.Feeling>('too-weak', 'strong-comfortable', 'uncomfortable', 'painful'),
  atMs: near(1_000, 120_000),
  levelUa: near(10_000),
  stepUa: near(1_000, 2_000),
});

const TOTALLED: Stim.DoseInput = {
  pattern: [
    { currentUa: 30_000, widthUs: 250 },
    { currentUa: -30_000, widthUs: 250 },
  ],
  rateMillihertz: 1_000,
  padAreaMm2: 2_500,
  contactPermille: 1000,
  dutyPermille: 1000,
};

function deliverable(stim: typeof Stim, document: unknown): unknown {
  const read = stim.readPrescription(document);
  if (read.kind === 'Refused') return read;
  const numbers = stim.devicePrescription(read.prescription);
  return (
    numbers && [numbers, stim.sealedOf(read.prescription, new Uint8Array(8)), stim.totalsAt(read.prescription, 5_000)]
  );
}

/** Everything that the rooms say to the same question. */
const answers = {
  pattern: (stim: typeof Stim, [told, levelUa]: [Stim.PatternPart[], number]) => [
    stim.patternFlaw(told, 80_000),
    stim.symmetricPhaseUs(told),
    [...stim.patternBytes(told)],
    stim.longestPhaseUs(told),
    stim.atLevel(told, levelUa),
    stim.longestRunUs(stim.atLevel(told, levelUa)),
    stim.symmetricBiphasic(levelUa),
  ],
  dose: (stim: typeof Stim, input: Stim.DoseInput) => {
    const metrics = stim.doseMetrics(input);
    const measures = stim.doseMeasures(input, metrics);
    const levelUa = metrics.peakCurrentUa;
    return [
      metrics,
      measures,
      stim.applyLimits(stim.unconstrained(levelUa), measures, levelUa),
      stim.limitAdvice(measures),
      stim.recommendedUa(measures, levelUa),
    ];
  },
  totals: (stim: typeof Stim, [told, sweep, up, steady]: [Stim.SessionPlan, Stim.RateSweep, boolean, boolean]) =>
    stim.sessionTotals(stim.doseMetrics(TOTALLED), {
      ...told,
      rampUpMs: up ? told.rampUpMs : 0,
      sweep: steady ? stim.steadyRate(sweep.lowMillihertz) : sweep,
    }),
  constraint: (stim: typeof Stim, [askedUa, bounds]: [number, number[]]) =>
    bounds.reduce(
      (so_far, mostUa, i) => stim.atMost(so_far, mostUa, { rule: `${i}`, text: '', source: '' }),
      stim.unconstrained(askedUa),
    ),
  decision: (stim: typeof Stim, [document, given]: [unknown, Stim.DoseContext]) => [
    stim.checkPrescription(document, given),
    deliverable(stim, document),
  ],
  person: (stim: typeof Stim, [told, site]: [Stim.PersonRecord[], string]) => [
    stim.screening(told, site, NOW_S * 1000),
    stim.screeningTightenings(told, site, NOW_S * 1000),
    stim.skinTightenings(told, site, NOW_S * 1000),
    stim.skinLocks(told, NOW_S * 1000),
    stim.padTightenings(told, 1_601),
    stim.padTightenings(told, 2_500),
    stim.padsInUse(told),
    stim.titrationDoubts(told, site),
    stim.startLevelUa(told, site, 30_000),
  ],
  contact: (stim: typeof Stim, [ohm, bestOhm]: [number, number]) => stim.contactPermille(ohm, bestOhm),
  titration: (stim: typeof Stim, [alone, marks]: [boolean, Stim.TitrationMark[]]) =>
    marks.map((_, i) => {
      const state = marks
        .slice(0, i)
        .reduce((so_far, next) => stim.stepTitration(so_far, next)[0], stim.initialTitration(alone));
      return [state, stim.skipDiscomfort(state)];
    }),
  comfort: (stim: typeof Stim, words: { feeling: Stim.Feeling; atMs: number; levelUa: number; stepUa: number }[]) =>
    words.reduce((state, said) => {
      const [next] = stim.stepComfort(state, said);
      return stim.noteRaise(next, stim.raiseRefusal(state, said.stepUa, said.atMs), said.atMs);
    }, stim.initialComfort()),
};

const print = (value: unknown): string =>
  JSON.stringify(value, (_key, one) => (typeof one === 'number' && !Number.isFinite(one) ? String(one) : one));

/** `null` where nobody could tell one from the other. */
export function doseDifference(
  there: ModuleLoader,
  here: ModuleLoader,
  root: string,
  seed: number,
  runs: number,
): string | null {
  const original = there.load(`${root}/host/stim/index.ts`) as typeof Stim;
  const mutant = here.load(`${root}/host/stim/index.ts`) as typeof Stim;

  function differs<Asked>(name: keyof typeof answers, asked: fc.Arbitrary<Asked>): boolean {
    const ask = answers[name] as (stim: typeof Stim, question: Asked) => unknown;
    const said = (stim: typeof Stim, question: Asked): string => {
      try {
        return print(ask(stim, question));
      } catch (error) {
        return `throws ${(error as Error).name}`;
      }
    };
    return fc.sample(asked, { numRuns: runs, seed }).some((one) => said(original, one) !== said(mutant, one));
  }

  const records = recordsFor(original.SCREENING_QUESTIONS.map(({ id }) => id));
  const differences = {
    pattern: () => differs('pattern', fc.tuple(patterns, around(0, 1_000, 80_000, 1_000_000))),
    dose: () => differs('dose', doses),
    totals: () => differs('totals', plans),
    constraint: () => differs('constraint', fc.tuple(around(0, 1_000), fc.array(around(0, 1_000), { maxLength: 4 }))),
    decision: () => differs('decision', fc.tuple(prescription, context)),
    person: () => differs('person', fc.tuple(records, fc.constantFrom(...SITES))),
    contact: () => differs('contact', fc.tuple(around(0, 1_000, 3_000), around(0, 1_000, 3_000))),
    titration: () => differs('titration', fc.tuple(fc.boolean(), marks)),
    comfort: () => differs('comfort', fc.array(word, { maxLength: 12 })),
  };
  for (const [name, isDifferent] of Object.entries(differences)) if (isDifferent()) return name;
  return null;
}
