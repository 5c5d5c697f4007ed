import type { HardCeilings } from './hard-ceilings.ts';

/** Rows that a band holds no number of: the host counts these, or the band has them from its prescription or its configuration. */
export type HostLimitId = 'sessionsPerDay' | 'restMs' | 'padUses';
export type LimitId = keyof HardCeilings | HostLimitId;

/**
 * Three rings of limits as a table: what the band can never do, what a prescription may not pass without a change to
 * this table, and what a screen recommends. Sources: IEC 60601-2-10 (its clause 51.104 as quoted by GOST R 50267.10-93),
 * AS 60601.2.10:2018, FDA "Guidance Document for Powered Muscle Stimulator 510(k)s" (9 June 1999). The numbers are
 * engineering choices below those limits; no conformity is claimed.
 */
export interface Limit {
  readonly id: LimitId;
  readonly quantity: string;
  readonly unit: string;
  /** 'most': values above are refused. 'least': values below are. */
  readonly bound: 'most' | 'least';
  /** 'band': `hard` is built into its firmware. 'host': see HostLimitId. */
  readonly keeper: 'band' | 'host';
  /** Enforced whatever a prescription says. */
  readonly hard: number;
  /** For prescriptions. */
  readonly prescription: number;
  /** Outside of this a screen asks twice. */
  readonly recommended: number;
  readonly source: string;
  readonly certainty: 'high' | 'medium' | 'low';
}

export const LIMITS: readonly Limit[] = [
  {
    id: 'peakCurrentUa',
    quantity: 'peak current',
    unit: 'uA',
    bound: 'most',
    keeper: 'band',
    hard: 80_000,
    prescription: 60_000,
    recommended: 40_000,
    source:
      'engineering choice; FAST trial median 39.2 mA (PMC6188186), Pantaleao 2011 35.5 mA, usual devices about 60 mA',
    certainty: 'medium',
  },
  {
    id: 'phaseMinUs',
    quantity: 'shortest phase',
    unit: 'us',
    bound: 'least',
    keeper: 'band',
    hard: 40,
    prescription: 50,
    recommended: 100,
    source: 'device manuals, 100 to 330 us',
    certainty: 'medium',
  },
  {
    id: 'phaseMaxUs',
    quantity: 'longest phase',
    unit: 'us',
    bound: 'most',
    keeper: 'band',
    hard: 500,
    prescription: 400,
    recommended: 300,
    source: 'device manuals, 100 to 330 us',
    certainty: 'medium',
  },
  {
    id: 'rateMinMillihertz',
    quantity: 'lowest rate',
    unit: 'mHz',
    bound: 'least',
    keeper: 'band',
    hard: 500,
    prescription: 1_000,
    recommended: 2_000,
    source: 'device manuals, 1 to 200 Hz',
    certainty: 'medium',
  },
  {
    id: 'rateMaxMillihertz',
    quantity: 'highest rate',
    unit: 'mHz',
    bound: 'most',
    keeper: 'band',
    hard: 200_000,
    prescription: 150_000,
    recommended: 125_000,
    source: 'device manuals, 1 to 200 Hz; FAST trial 2 to 125 Hz',
    certainty: 'medium',
  },
  {
    id: 'phaseChargeNc',
    quantity: 'charge of a phase',
    unit: 'nC',
    bound: 'most',
    keeper: 'band',
    hard: 32_000,
    prescription: 20_000,
    recommended: 10_000,
    source: 'engineering choice: the limits of the standards do not bind at short phases; 80 mA x 400 us',
    certainty: 'medium',
  },
  {
    id: 'rmsCurrentUa',
    quantity: 'rms current',
    unit: 'uA',
    bound: 'most',
    keeper: 'band',
    hard: 40_000,
    prescription: 25_000,
    recommended: 15_000,
    source:
      '80 % and 50 % of the 50 mA of IEC 60601-2-10 cl. 51.104 (201.12.4.104 in 2012) for up to 400 Hz into 500 ohm',
    certainty: 'high',
  },
  {
    id: 'rmsDensityUaPerCm2',
    quantity: 'rms current density, contact-corrected',
    unit: 'uA/cm2',
    bound: 'most',
    keeper: 'band',
    hard: 2_000,
    prescription: 1_500,
    recommended: 1_000,
    source: 'AS 60601.2.10:2018 7.9.2.101 g), there a level that needs attention, here a ceiling',
    certainty: 'high',
  },
  {
    id: 'powerDensityUwPerCm2',
    quantity: 'mean power density into 500 ohm',
    unit: 'uW/cm2',
    bound: 'most',
    keeper: 'band',
    hard: 250_000,
    prescription: 125_000,
    recommended: 60_000,
    source: 'FDA 1999, attachment II section 3 note 6; written for powered muscle stimulators, used by analogy',
    certainty: 'high',
  },
  {
    id: 'pulseEnergyUj',
    quantity: 'energy of a pulse into 500 ohm',
    unit: 'uJ',
    bound: 'most',
    keeper: 'band',
    hard: 10_000,
    prescription: 5_000,
    recommended: 2_000,
    source: 'a thirtieth of the 300 mJ of IEC 60601-2-10 cl. 51.104',
    certainty: 'high',
  },
  {
    id: 'netChargePermille',
    quantity: 'net charge of a pulse, part of its phase charge',
    unit: 'permille',
    bound: 'most',
    keeper: 'band',
    hard: 20,
    prescription: 10,
    recommended: 5,
    source: 'engineering choice: charge balance',
    certainty: 'medium',
  },
  {
    id: 'netChargeNc',
    quantity: 'net charge of a pulse',
    unit: 'nC',
    bound: 'most',
    keeper: 'band',
    hard: 200,
    prescription: 200,
    recommended: 100,
    source: 'engineering choice: charge balance',
    certainty: 'medium',
  },
  {
    id: 'dcDensityUaPerCm2',
    quantity: 'direct current density',
    unit: 'uA/cm2',
    bound: 'most',
    keeper: 'band',
    hard: 200,
    prescription: 200,
    recommended: 20,
    source: 'Enraf-Nonius manuals, 0.2 mA/cm2: a maker’s advice',
    certainty: 'medium',
  },
  {
    id: 'padAreaMinMm2',
    quantity: 'smallest pad',
    unit: 'mm2',
    bound: 'least',
    keeper: 'band',
    hard: 1_600,
    prescription: 1_600,
    recommended: 2_000,
    source: '16 cm2 (Cefar Direct TENS manual), 20 cm2 (SENSUS, K121184)',
    certainty: 'medium',
  },
  {
    id: 'riseUaPerS',
    quantity: 'rise of the amplitude',
    unit: 'uA/s',
    bound: 'most',
    keeper: 'band',
    hard: 4_000,
    prescription: 4_000,
    recommended: 4_000,
    source: 'engineering choice: nobody is to be startled; decreases are free',
    certainty: 'medium',
  },
  {
    id: 'stepUa',
    quantity: 'increase by one accepted step',
    unit: 'uA',
    bound: 'most',
    keeper: 'band',
    hard: 2_000,
    prescription: 2_000,
    recommended: 1_000,
    source: 'engineering choice; 201.12.1.101 has steps of at most 1 mA for the control itself',
    certainty: 'medium',
  },
  {
    id: 'stepDwellMs',
    quantity: 'time between increases',
    unit: 'ms',
    bound: 'least',
    keeper: 'band',
    hard: 1_000,
    prescription: 1_000,
    recommended: 2_000,
    source: 'engineering choice',
    certainty: 'medium',
  },
  {
    id: 'leaseMs',
    quantity: 'output without a sign of life from the host',
    unit: 'ms',
    bound: 'most',
    keeper: 'band',
    hard: 2_000,
    prescription: 2_000,
    recommended: 2_000,
    source: 'keep-alive of HASOMED ScienceMode4, the only published precedent',
    certainty: 'high',
  },
  {
    id: 'sessionMs',
    quantity: 'one session',
    unit: 'ms',
    bound: 'most',
    keeper: 'band',
    hard: 3_600_000,
    prescription: 1_800_000,
    recommended: 1_800_000,
    source: 'labels of devices sold without prescription: 20 to 60 min',
    certainty: 'high',
  },
  {
    id: 'dayMs',
    quantity: 'all sessions of a day',
    unit: 'ms',
    bound: 'most',
    keeper: 'band',
    hard: 14_400_000,
    prescription: 10_800_000,
    recommended: 7_200_000,
    source: 'Quell skin advice from 4 h of wear; FAST trial 120 min a day',
    certainty: 'high',
  },
  {
    id: 'sessionsPerDay',
    quantity: 'sessions of a day',
    unit: 'sessions',
    bound: 'most',
    keeper: 'host',
    hard: 48,
    prescription: 24,
    recommended: 12,
    source:
      'engineering choice: no more fit into a day with a rest of 30 min after each; one an hour; one every other hour',
    certainty: 'low',
  },
  {
    id: 'restMs',
    quantity: 'rest after a full session',
    unit: 'ms',
    bound: 'least',
    keeper: 'host',
    hard: 10_000,
    prescription: 1_800_000,
    recommended: 1_800_000,
    source:
      'labels of EP-300 (K242815) and TOPTENS (K210223), 30 min; after a session cut short in proportion, at least 10 s',
    certainty: 'high',
  },
  {
    id: 'padUses',
    quantity: 'uses of one pair of pads',
    unit: 'uses',
    bound: 'most',
    keeper: 'host',
    hard: 20,
    prescription: 20,
    recommended: 15,
    source: 'Cefaly label: at most 20 uses of an electrode',
    certainty: 'high',
  },
];

/** @throws RangeError for a table without that row. */
export function limit(id: LimitId): Limit {
  const row = LIMITS.find((candidate) => candidate.id === id);
  if (row === undefined) throw new RangeError(`no such limit: ${id}`);
  return row;
}

/** The hard column of the band's rows, which `npm run generate` writes into the firmware. */
export const HARD_CEILINGS: HardCeilings = Object.fromEntries(
  LIMITS.filter((row) => row.keeper === 'band').map((row) => [row.id, row.hard]),
) as unknown as HardCeilings;

/** Every reason why the table is not three rings inside each other; empty when it is. */
export function limitTableErrors(limits: readonly Limit[]): string[] {
  const errors: string[] = [];
  for (const row of limits) {
    const rings = [row.hard, row.prescription, row.recommended];
    if (rings.some((value) => !Number.isSafeInteger(value) || value <= 0))
      errors.push(`${row.id}: whole numbers above 0 only`);
    const outward = row.bound === 'most' ? 1 : -1;
    if (outward * (row.hard - row.prescription) < 0) errors.push(`${row.id}: a prescription may pass the hard ceiling`);
    if (outward * (row.prescription - row.recommended) < 0)
      errors.push(`${row.id}: recommended beyond the prescription's`);
    if (row.source === '') errors.push(`${row.id}: no source`);
  }
  for (const row of limits) {
    if (limits.filter((other) => other.id === row.id).length > 1) errors.push(`${row.id}: more than one row`);
  }
  return errors;
}
