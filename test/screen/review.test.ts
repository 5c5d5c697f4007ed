import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoseReview, SecurityReview } from '../../host/screen/dose-review.ts';
import { builtPages } from './built-pages.ts';
import { type DemoGateway, startDemoGateway } from './demo-gateway.ts';

let gateway: DemoGateway;

beforeAll(async () => {
  gateway = await startDemoGateway({ port: 0, pagesDir: await builtPages() });
});
afterAll(() => gateway.screen.close());

const read = async <Answer>(path: string): Promise<Answer> =>
  (await fetch(`${gateway.screen.url}${path}`)).json() as Promise<Answer>;
const review = () => read<DoseReview>('/api/people/sim-1/stimulation');

describe('a person’s stimulation in review', () => {
  it('has what was prescribed, by whom, and for which band it is sealed', async () => {
    expect((await review()).prescription).toMatchObject({
      ...{ revision: 1, signedBy: '3f9a1c2277d0be41', device: 'stim-1', place: 'left knee' },
      ...{ levelUa: 12_000, ceilingUa: 15_000, expired: false, withdrawn: false },
    });
  });

  it('has every decision with its strictest reason and what it was made on, newest first', async () => {
    const { decisions } = await review();
    expect(decisions.map(({ allowed }) => allowed)).toEqual([true, false, true]);
    expect(decisions[1]!.strictest).toMatch(/^the skin there was red/);
    expect(decisions[1]!.others).toEqual(['these pads were used 20 times: open a new pair']);
    expect(decisions[1]!.inputs).toContainEqual(['Delivered in the 24 h before', '1:00 min']);
  });

  it('has doses by day, levels, and pain with the same exercise without and with', async () => {
    const { days, titrations, pain, response } = await review();
    expect(days).toHaveLength(9);
    expect(days.every(({ limitMs }) => limitMs === 180_000)).toBe(true);
    expect(titrations.map(({ settledUa }) => settledUa)).toEqual([12_000, 11_000]);
    expect(pain.at(-1)).toMatchObject({ session: 's-8', movementOff: 6, movementOn: 4, movementAfter: 4 });
    expect(response[0]).toBe(
      'In the first full session the same movement hurt 2 of 10 points less with stimulation (33 %).',
    );
  });

  it('names what stands against it, with the command where one opens it and none where nothing does', async () => {
    gateway.records.settle();
    expect((await review()).standing).toEqual([]);
    const answers = { 'implanted-device': true, heart: true, 'broken-skin': true };
    gateway.records.add({ kind: 'screening', document: { answers } });
    const { standing } = await review();
    expect(standing.map(({ command }) => command !== null)).toEqual([false, true, false]);
    expect(standing[0]!.how).toMatch(/Nobody can let this pass/);
    expect(standing[1]!.command).toBe(
      'limber dose allow --patient sim-1 --what contraindication --id heart --reason "…" --key clinician.key.json --data ~/.limber/gateway',
    );
  });

  it('is of nobody who is not known', async () => {
    const response = await fetch(`${gateway.screen.url}/api/people/somebody/stimulation`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: 'Nobody is known under this name here.' },
    ]);
  });
});

describe('security in review', () => {
  it('counts what a band refused, and lists what happened, newest first', async () => {
    const failed = { event: 'command', result: 'failed', reason: 'STALE', kind: 'SET', counter: 7 };
    gateway.records.add({ kind: 'stimulation', by: 'gateway', document: failed });
    gateway.records.add({ kind: 'stimulation', by: 'gateway', document: { ...failed, counter: 8 } });
    gateway.records.add({
      kind: 'security',
      by: 'gateway',
      person: '',
      document: { event: 'band-enrolled', id: 'b-1' },
    });
    gateway.records.add({ kind: 'security', by: 'gateway', document: { event: 'clock-jump', by_ms: 3_600_000 } });
    const { refused, events, chain } = await read<SecurityReview>('/api/security');
    expect(refused).toEqual([{ reason: 'STALE', words: 'The connection to the band is too slow just now.', times: 2 }]);
    expect(events.map(({ text }) => text)).toEqual([
      'The clock on the wall was moved by 3600 s',
      'Band b-1 was enrolled',
    ]);
    expect(chain).toMatchObject({ intact: true, why: '' });
  });
});
