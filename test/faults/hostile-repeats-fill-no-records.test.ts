import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bandRefusals, keepRefusals } from '../../host/band-refusals.ts';
import type { NewAuditRecord } from '../../host/records/chain/audit-record.ts';
import { openStore } from '../../host/records/store.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { OTHER_KEY, OWN_KEY, TrustRig } from '../host/trust-rig.ts';

test('a band that comes back again and again without the key is recorded once', async () => {
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: OTHER_KEY });
  const device = await rig.admit(OWN_KEY);
  for (let i = 0; i < 20; i++) {
    rig.air.dropOut(200);
    await rig.live(2_000);
  }
  expect(device.refused).toMatch(/does not have its key/);
  expect(rig.kept).toHaveLength(1);
  expect(rig.said).toHaveLength(1);
});

const refusal = (id: string) => ({
  id,
  at: 'c0:ff:ee:00:00:01',
  code: 'key-not-proven' as const,
  words: `${id} refused`,
});

test('10,000 invented ids leave a dozen records an hour, and how many there were besides', () => {
  const clock = createVirtualClock();
  const kept: NewAuditRecord[] = [];
  const refusals = bandRefusals(clock, () => {});
  refusals.keepIn({ append: (record) => void kept.push(record) as never });
  for (let i = 0; i < 10_000; i++) refusals.note(refusal(`m-${i}`));
  expect(kept).toHaveLength(12);
  clock.advanceBy(3_600_000);
  refusals.note(refusal('m-1'));
  expect(kept).toHaveLength(13);
  expect(kept.at(-1)!.document).toMatchObject({ id: 'm-1', refused_besides: 9_988 });
});

test('who was refused before the records were open is in them afterwards', () => {
  const kept: NewAuditRecord[] = [];
  const refusals = bandRefusals(createVirtualClock(), () => {});
  refusals.note(refusal('m-1'));
  refusals.keepIn({ append: (record) => void kept.push(record) as never });
  expect(kept).toMatchObject([{ kind: 'security', document: { event: 'band-refused', id: 'm-1' } }]);
});

test('a start that comes to nothing because of a refused band leaves the refusal in the records', () => {
  const data = mkdtempSync(join(tmpdir(), 'limber-refused-'));
  onTestFinished(() => rmSync(data, { recursive: true }));
  const refusals = bandRefusals(createVirtualClock(), () => {});
  keepRefusals(refusals, data, true);
  expect(readdirSync(data)).toEqual([]);
  refusals.note(refusal('m-1'));
  keepRefusals(refusals, data, true);
  const store = openStore(data, { simulated: true, wallMs: Date.now });
  expect(store.audit.of('', ['security'])).toMatchObject([{ document: { event: 'band-refused', id: 'm-1' } }]);
  store.close();
});

test('records that take nothing more let nobody in, and it is said', () => {
  const said: string[] = [];
  const refusals = bandRefusals(createVirtualClock(), (line) => said.push(line));
  refusals.keepIn({
    append: () => {
      throw new Error('The disk is full.');
    },
  });
  refusals.note(refusal('m-1'));
  expect(said).toEqual(['m-1 refused', 'A refused band could not be recorded. The disk is full.']);
});
