import { expect, test } from 'vitest';
import type { OfferedPrescription } from '../../host/records/dose/prescription-book.ts';
import { openArchive } from '../../host/records/store.ts';
import { temporaryDirectory, temporaryStore, WALL_MS } from './session-fixture.ts';

const offered: OfferedPrescription = {
  id: 'rx-1',
  revision: 3,
  person: 'p-7',
  device: 'stim-1',
  site: 'knee',
  hash: 'aa',
  clinician: 'dr-k',
  document: { schema: 'limber/signed-prescription/1' },
};

test('the latest accepted prescription of a band is in force, for its person and site only', () => {
  const dataDir = temporaryDirectory();
  const { prescriptions } = temporaryStore({ dataDir });
  expect(prescriptions.inForce({ device: 'stim-1' })).toBeNull();
  expect(prescriptions.latestRevision('stim-1')).toBeNull();
  expect(prescriptions.accept(offered)).toMatchObject({ kind: 'Accepted', prescription: { revision: 3 } });
  const inForce = { ...offered, seq: 1, acceptedAtMs: WALL_MS };
  expect(prescriptions.inForce({ device: 'stim-1', person: 'p-7', site: 'knee' })).toEqual(inForce);
  expect(prescriptions.inForce({ device: 'stim-1', person: 'p-8' })).toBeNull();
  expect(prescriptions.inForce({ device: 'stim-1', site: 'shoulder' })).toBeNull();
  expect(prescriptions.inForce({ device: 'stim-2' })).toBeNull();
  // A band holds one prescription: the later one for another site replaces it.
  prescriptions.accept({ ...offered, id: 'rx-2', revision: 4, site: 'shoulder', hash: 'bb' });
  expect(prescriptions.inForce({ device: 'stim-1', site: 'knee' })).toBeNull();
  expect(prescriptions.latestRevision('stim-1')).toBe(4);
  const archive = openArchive(dataDir);
  expect(archive.prescriptions.inForce({ device: 'stim-1' })?.id).toBe('rx-2');
  archive.close();
});

test('F12 superseded, rewritten and withdrawn prescriptions are refused, with the reason in the chain', () => {
  const store = temporaryStore();
  const { prescriptions, audit } = store;
  prescriptions.accept(offered);
  expect(prescriptions.accept(offered)).toMatchObject({ kind: 'Accepted', prescription: { seq: 1 } });
  const ruleOf = (one: OfferedPrescription) => {
    const answer = prescriptions.accept(one);
    return answer.kind === 'Refused' ? answer.reasons.map(({ rule }) => rule) : answer.kind;
  };
  expect(ruleOf({ ...offered, revision: 2 })).toEqual(['superseded']);
  expect(ruleOf({ ...offered, hash: 'cc' })).toEqual(['same-revision']);
  prescriptions.withdraw(offered, 'dr-k', 'pain got worse');
  expect(prescriptions.inForce({ device: 'stim-1' })).toBeNull();
  expect(ruleOf(offered)).toEqual(['withdrawn']);
  expect(ruleOf({ ...offered, revision: 4 })).toBe('Accepted');
  const broken = { document: { person: 7 } };
  prescriptions.refuse(broken, [{ rule: 'form', text: 'person: a word', source: 'schema' }]);
  const what = audit.of('p-7', ['prescription']).map(({ document }) => (document as { what: string }).what);
  expect(what).toEqual(['accepted', 'refused', 'refused', 'withdrawn', 'refused', 'accepted']);
  expect(audit.of('', ['prescription'])).toMatchObject([{ by: 'nobody', document: { what: 'refused', ...broken } }]);
  expect(audit.verify()).toMatchObject({ intact: true, records: 7 });
});
