import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CareView } from '../../host/screen/care.ts';
import { tellingOf, titrationWishOf } from '../../host/screen/telling.ts';
import { SCREENING_QUESTIONS } from '../../host/stim/index.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import { SEED } from '../seeded.ts';
import { builtPages } from './built-pages.ts';
import { type DemoGateway, startDemoGateway } from './demo-gateway.ts';
import { stimulationView } from './demo-session.ts';

const NO = Object.fromEntries(SCREENING_QUESTIONS.map(({ id }) => [id, false]));

let gateway: DemoGateway;
let url: string;
let pagesDir: string;
let recorded: number;

beforeAll(async () => {
  pagesDir = await builtPages();
});
beforeEach(async () => {
  gateway = await startDemoGateway({ port: 0, pagesDir });
  url = gateway.screen.url;
  recorded = gateway.records.all.length;
  return () => gateway.screen.close();
});
afterAll(() => gateway?.screen.close());

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as { taken: boolean; message: string }) };
};
const tell = (body: unknown) => post('/api/care', body);
const care = async (): Promise<CareView> => (await fetch(`${url}/api/care`)).json() as Promise<CareView>;
const news = () => gateway.records.all.slice(recorded);
const stimulated = () =>
  gateway.records.add({
    kind: 'stimulation',
    by: 'gateway',
    document: { session: 's-10', what: 'stimulation-started' },
  });

describe('screening', () => {
  it('asks what is due, and nothing once it was answered', async () => {
    expect((await care()).due.map(({ id }) => id)).toContain('implanted-device');
    expect(await tell({ kind: 'screening', answers: NO })).toMatchObject({ status: 200, taken: true });
    expect((await care()).due).toEqual([]);
    expect(news()).toMatchObject([{ person: 'sim-1', by: 'patient', kind: 'screening' }]);
  });

  it('keeps a yes standing, says what follows, and lets a mistake be mended', async () => {
    await tell({ kind: 'screening', answers: { ...NO, 'implanted-device': true, heart: true } });
    const { standing } = await care();
    expect(standing.map(({ id }) => id)).toEqual(['implanted-device', 'heart']);
    expect(standing[0]!.follows).toMatch(/No stimulation/);
    expect(standing[1]!.follows).toMatch(/until your clinician/);
    await tell({ kind: 'screening', answers: { heart: false } });
    expect((await care()).standing.map(({ id }) => id)).toEqual(['implanted-device']);
  });
});

describe('a page', () => {
  it.each([
    ['override', { kind: 'override', of: 'contraindication', id: 'heart', reason: 'looks fine to me' }],
    ['a record by a clinician', { kind: 'screening', by: 'clinician:anna', answers: NO }],
    ['a record of somebody else', { kind: 'screening', person: 'p-17', answers: NO }],
    ['an unknown question', { kind: 'screening', answers: { override: true } }],
    ['no answers', { kind: 'screening', answers: {} }],
    ['uses of a pad', { kind: 'pad', event: 'used', id: 'pads-1' }],
    ['a pad of no size', { kind: 'pads-opened', areaMm2: 0 }],
    ['pain beyond the scale', { kind: 'pain', activity: 'rest', rating: 11 }],
    ['its own word on whether current flowed', { kind: 'pain', activity: 'rest', rating: 3, stimulation: true }],
    ['a place for the skin', { kind: 'skin', finding: 'none', site: 'knee-right' }],
    ['an empty note', { kind: 'pain-note', note: '  ' }],
    ['nothing', null],
  ])('records nothing for %s', async (_what, body) => {
    expect(await tell(body)).toMatchObject({ status: 400, taken: false });
    expect(news()).toEqual([]);
  });

  it('reads no body that names an author, whatever else is in it', () => {
    const kinds = fc.constantFrom(
      'screening',
      'pads-opened',
      'pads-discarded',
      'pain',
      'skin',
      'pain-note',
      'override',
    );
    const strange = fc
      .record({ kind: kinds, by: fc.string() })
      .chain((base) =>
        fc
          .dictionary(fc.constantFrom('answers', 'areaMm2', 'finding', 'note', 'rating', 'activity'), fc.jsonValue())
          .map((rest) => ({ ...rest, ...base })),
      );
    fc.assert(
      fc.property(strange, (body) => tellingOf(body) === undefined),
      { seed: SEED },
    );
    expect(tellingOf({ kind: 'override', of: 'skin-lock', id: '*', reason: 'healed' })).toBeUndefined();
    expect(titrationWishOf({ kind: 'mark', currentUa: 20_000 })).toBeUndefined();
  });

  it('of another web site says nothing here, and no body is too large to be refused in words', async () => {
    const answers = { kind: 'screening', answers: NO };
    expect(await post('/api/care', answers, { origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await post('/api/titration', { kind: 'mark' }, { origin: 'null' })).toMatchObject({ status: 403 });
    const long = await tell({ kind: 'pain-note', note: 'x'.repeat(40_000) });
    expect(long).toMatchObject({ status: 413, message: 'This request cannot be read.' });
    expect(news()).toEqual([]);
  });

  it('is told where something could not be recorded, without a word of the exception', async () => {
    gateway.records.fill(new LimberError('records/directory-not-writable', 'SQLITE_FULL at /data/limber.sqlite'));
    const outcome = await tell({ kind: 'skin', finding: 'burn' });
    expect(outcome).toMatchObject({ status: 500, taken: false });
    expect(outcome.message).toMatch(/could not be recorded/);
    expect(outcome.message).not.toMatch(/SQLITE|data/);
  });
});

describe('pain', () => {
  it('is dated by what the gateway knows of the band', async () => {
    gateway.playTo(gateway.session.stimulationS - 1);
    await tell({ kind: 'pain', activity: 'movement', rating: 6 });
    stimulated();
    gateway.tell(stimulationView('ACTIVE', 12_000, 40));
    await tell({ kind: 'pain', activity: 'movement', rating: 4 });
    gateway.tell(stimulationView('LOCKOUT', 0, 0));
    await tell({ kind: 'pain', activity: 'rest', rating: 2 });
    const { pain } = await care();
    expect(pain).toEqual({
      before: { rest: null, movement: 6 },
      during: { rest: null, movement: 4 },
      after: { rest: 2, movement: null },
    });
    const documents = news().filter(({ kind }) => kind === 'pain');
    expect(documents.map(({ document }) => (document as { stimulation: boolean }).stimulation)).toEqual([
      false,
      true,
      false,
    ]);
    expect(documents[0]!.document).toMatchObject({ session: 's-10', exercise: 'knee-extension' });
  });

  it('needs a session to belong to', async () => {
    expect(await tell({ kind: 'pain', activity: 'rest', rating: 4 })).toMatchObject({ status: 409, taken: false });
    expect(news()).toEqual([]);
  });

  it('that ended a stimulation asks for a note until there is one', async () => {
    gateway.playTo(gateway.session.endS);
    expect((await care()).noteAsked).toBe(false);
    gateway.records.add({ kind: 'comfort', document: { session: 's-10', feeling: 'painful' } });
    expect((await care()).noteAsked).toBe(true);
    await tell({ kind: 'pain-note', note: 'burning under the upper pad' });
    expect((await care()).noteAsked).toBe(false);
  });
});

describe('skin and pads', () => {
  it('a burn locks everything, in words; the page can open nothing', async () => {
    gateway.records.settle();
    const outcome = await tell({ kind: 'skin', finding: 'burn' });
    expect(outcome.message).toMatch(/No stimulation anywhere until your clinician has seen it/);
    await tell({ kind: 'skin', finding: 'none' });
    expect((await care()).locks).toEqual([
      'A burn was reported: no stimulation anywhere until your clinician has looked at it.',
    ]);
  });

  it('redness that stays rests the place until a time that is named', async () => {
    await tell({ kind: 'skin', finding: 'redness-long' });
    expect((await care()).locks[0]).toMatch(/^The skin at the left knee was red .* rests until .*\d\d:\d\d\.$/);
  });

  it('are checked once for each stimulation', async () => {
    gateway.playTo(gateway.session.endS);
    await tell({ kind: 'skin', finding: 'none' });
    stimulated();
    expect(await care()).toMatchObject({ stimulated: true, skinChecked: false });
    await tell({ kind: 'skin', finding: 'none' });
    expect((await care()).skinChecked).toBe(true);
  });

  it('says which pads are needed, and counts down those in use', async () => {
    expect((await care()).padsNeeded).toMatch(/Open a new pair/);
    await tell({ kind: 'pads-opened', areaMm2: 1600 });
    expect((await care()).padsNeeded).toBe('These pads are too small: 16 cm² each, and 25 cm² are prescribed.');
    await tell({ kind: 'pads-opened', areaMm2: 2500 });
    gateway.records.add({ kind: 'pad', by: 'gateway', document: { id: 'pads-2', event: 'used' } });
    expect(await care()).toMatchObject({ padsNeeded: '', pads: { id: 'pads-2', usesLeft: 19 } });
    await tell({ kind: 'pads-discarded' });
    expect((await care()).pads).toBeNull();
  });
});

describe('the way to a level', () => {
  const titrate = (body: unknown) => post('/api/titration', body);
  const at = (currentUa: number) => gateway.tell(stimulationView('ACTIVE', currentUa, 40));

  it('notes the band’s current, never the page’s, and is recorded as the patient’s at the end', async () => {
    gateway.playTo(gateway.session.stimulationS);
    await titrate({ kind: 'begin', from: 'patient' });
    expect(await titrate({ kind: 'mark' })).toMatchObject({ status: 409, taken: false });
    expect((await care()).titration).toMatchObject({ step: 'sensory-threshold', withClinician: false });
    at(5000);
    await titrate({ kind: 'mark' });
    at(4000);
    expect((await titrate({ kind: 'mark' })).message).toBe('Not noted: this is below the level that was first felt.');
    at(11_000);
    expect(await titrate({ kind: 'mark' })).toMatchObject({ taken: true });
    expect((await care()).titration).toMatchObject({ step: 'done' });
    expect(news()).toMatchObject([
      {
        by: 'patient',
        kind: 'titration',
        document: { site: 'knee-left', sensoryThresholdUa: 5000, settledUa: 11_000, discomfortUa: null },
      },
    ]);
  });

  it('has the step of discomfort only where the clinician’s page began it', async () => {
    gateway.playTo(gateway.session.stimulationS);
    await titrate({ kind: 'begin', from: 'clinician' });
    at(5000);
    await titrate({ kind: 'mark' });
    at(11_000);
    await titrate({ kind: 'mark' });
    expect((await care()).titration).toMatchObject({ step: 'discomfort' });
    expect(await titrate({ kind: 'skip' })).toMatchObject({ taken: true });
    expect(news()).toMatchObject([{ by: 'patient', document: { discomfortUa: null, settledUa: 11_000 } }]);
  });

  it('doubts what is unlike the person’s own history', async () => {
    gateway.playTo(gateway.session.stimulationS);
    await titrate({ kind: 'begin', from: 'patient' });
    at(5000);
    await titrate({ kind: 'mark' });
    at(15_000);
    await titrate({ kind: 'mark' });
    expect((await care()).doubts).toEqual([]);
    const odd = { site: 'knee-left', sensoryThresholdUa: 5000, strongComfortableUa: 60_000 };
    gateway.records.add({ kind: 'titration', document: { ...odd, discomfortUa: null, settledUa: 60_000 } });
    expect((await care()).doubts[0]).toMatch(/the comfortable level was 60\.0 mA; usual here is 12\.0 mA/);
  });
});
