import { expect, test } from 'vitest';
import {
  admission,
  type BandClaim,
  type KeptKey,
  type KeyProof,
  type SaidBand,
  type Via,
} from '../../host/keys/band-admission.ts';

const VIAS: readonly Via[] = ['air', 'cable', 'process'];
const KEPT: readonly KeptKey[] = ['kept', 'none', 'unusable'];
const PROOFS: readonly KeyProof[] = ['proven', 'not-proven', 'silent', 'unable', 'busy'];
const ROLES = ['ROLE_MOTION', 'ROLE_STIM'] as const;
const BEFORE = [
  'nobody',
  'the same',
  'another id',
  'another role',
  'real instead of simulated or the other way',
] as const;

interface Row {
  readonly claim: BandClaim;
  readonly before: (typeof BEFORE)[number];
}

function beforeOf(said: SaidBand, before: Row['before']): SaidBand | undefined {
  switch (before) {
    case 'nobody':
      return undefined;
    case 'the same':
      return said;
    case 'another id':
      return { ...said, deviceId: 'm-2' };
    case 'another role':
      return { ...said, role: said.role === 'ROLE_STIM' ? 'ROLE_MOTION' : 'ROLE_STIM' };
    default:
      return { ...said, simulated: !said.simulated };
  }
}

const ALL: readonly Row[] = VIAS.flatMap((via) =>
  KEPT.flatMap((enrolled) =>
    PROOFS.flatMap((proven) =>
      ROLES.flatMap((role) =>
        [false, true].flatMap((simulated) =>
          BEFORE.map((before): Row => {
            const hello = { deviceId: 'm-1', role, simulated };
            return { claim: { hello, at: 'p', via, enrolled, proven, before: beforeOf(hello, before) }, before };
          }),
        ),
      ),
    ),
  ),
);

/** Each row of the table speaks for what it names, whatever the rest is; every case is in exactly one. */
const TABLE: readonly { readonly where: string; readonly is: (row: Row) => boolean; readonly so: string }[] = [
  { where: 'made by this process', is: ({ claim }) => claim.via === 'process' && claim.hello.simulated, so: 'in' },
  { where: 'somebody else than before', is: (row) => outside(row) && isOther(row), so: 'other-band' },
  { where: 'key unusable', is: (row) => isSame(row) && row.claim.enrolled === 'unusable', so: 'key-unusable' },
  { where: 'kept, proven', is: (row) => isSame(row) && isKept(row) && isProven(row), so: 'in' },
  { where: 'kept, not proven', is: (row) => isSame(row) && isKept(row) && !isProven(row), so: 'key-not-proven' },
  { where: 'simulated motion', is: (row) => isNew(row) && simulated(row) && !isStim(row), so: 'in' },
  {
    where: 'simulated stim, proven',
    is: (row) => isNew(row) && simulated(row) && isStim(row) && isProven(row),
    so: 'in',
  },
  {
    where: 'simulated stim, not proven',
    is: (row) => isNew(row) && simulated(row) && isStim(row) && !isProven(row),
    so: 'key-not-proven',
  },
  { where: 'real motion by cable', is: (row) => isNew(row) && real(row) && !isStim(row) && byCable(row), so: 'in' },
  {
    where: 'real motion elsewhere',
    is: (row) => isNew(row) && real(row) && !isStim(row) && !byCable(row),
    so: 'not-enrolled',
  },
  { where: 'real stim', is: (row) => isNew(row) && real(row) && isStim(row), so: 'not-enrolled' },
];

const simulated = ({ claim }: Row): boolean => claim.hello.simulated;
const real = (row: Row): boolean => !simulated(row);
const outside = (row: Row): boolean => !(row.claim.via === 'process' && simulated(row));
const isOther = ({ before }: Row): boolean => before !== 'nobody' && before !== 'the same';
const isSame = (row: Row): boolean => outside(row) && !isOther(row);
const isKept = ({ claim }: Row): boolean => claim.enrolled === 'kept';
const isNew = (row: Row): boolean => isSame(row) && row.claim.enrolled === 'none';
const isProven = ({ claim }: Row): boolean => claim.proven === 'proven';
const isStim = ({ claim }: Row): boolean => claim.hello.role === 'ROLE_STIM';
const byCable = ({ claim }: Row): boolean => claim.via === 'cable';

test(`each of ${ALL.length} cases has one row of the table, and is decided as it says`, () => {
  for (const row of ALL) {
    const rows = TABLE.filter(({ is }) => is(row));
    expect(rows, JSON.stringify(row)).toHaveLength(1);
    const found = admission(row.claim);
    expect(found.kind === 'Admitted' ? 'in' : found.code, `${rows[0]!.where}: ${JSON.stringify(row)}`).toBe(
      rows[0]!.so,
    );
  }
});

test('whoever is refused is told of in words that say who, where and what to do', () => {
  for (const { claim } of ALL) {
    const found = admission(claim);
    if (found.kind === 'Admitted') continue;
    expect(found.words).toMatch(/m-1/);
    expect(found.words).toMatch(/not used|Not used/);
  }
});

const COPY: BandClaim = {
  hello: { deviceId: 'm-1', role: 'ROLE_MOTION', simulated: false },
  at: 'c0:ff:ee:00:00:01',
  via: 'air',
  enrolled: 'kept',
  proven: 'not-proven',
};

test('a copied name: not used, and what it may be', () => {
  expect(admission(COPY)).toMatchObject({
    code: 'key-not-proven',
    words:
      'c0:ff:ee:00:00:01 calls itself m-1, which is enrolled here, but does not have its key: not used. Is it another band with a copied name? If it is the right one, enrol it again: limber enrol --device m-1 --port c0:ff:ee:00:00:01 --link-key <file> --data <dir>',
  });
});

test('an id that would steer a terminal, or fill it, is shown without', () => {
  const deviceId = `\u001b[2J${'m'.repeat(500)}\n`;
  const found = admission({ ...COPY, hello: { ...COPY.hello, deviceId } });
  const words = found.kind === 'Refused' ? found.words : '';
  expect(words).not.toMatch(/\p{Cc}/u);
  expect(words.length).toBeLessThan(600);
});
