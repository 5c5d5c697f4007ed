import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeedEvent } from '../../host/screen/feed.ts';
import { type Browser, CHROMIUM_PATH, hasChromium, openBrowser } from './browser.ts';
import { builtPages } from './built-pages.ts';
import { bandsInTrouble, sevenBands } from './demo-bands.ts';
import { type DemoGateway, startDemoGateway } from './demo-gateway.ts';
import { stimulationView } from './demo-session.ts';
import { openPage } from './page-steps.ts';

/** What axe-core can check of WCAG 2.2 A and AA; the rest takes people. */
const RULES = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }";
/** Of those what the dark scheme can change: other colours are all it has. */
const COLOUR_RULES = "{ runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }";
const WIDTHS = [390, 1440];
const SCHEMES = [
  ['light', RULES],
  ['dark', COLOUR_RULES],
] as const;

interface Scene {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
  readonly prepare: (gateway: DemoGateway) => void;
}

const SCENES: readonly Scene[] = [
  { name: 'the chooser', path: '/', ready: '.choice', prepare: () => {} },
  {
    name: 'a patient with no session, and a message of a clinician',
    path: '/patient',
    ready: 'body:has(.message) .guide',
    prepare: (g) => {
      const dates = { at: '2026-11-22T10:00:00Z', expiresAt: '2999-01-01T00:00:00Z' };
      g.tell({ kind: 'messages', messages: [{ id: 'm-1', from: 'Dr. Keller', text: 'Rest your knee.', ...dates }] });
    },
  },
  { name: 'the exercises', path: '/exercises', ready: '.exercise-card', prepare: () => {} },
  { name: 'an exercise', path: '/exercises/knee-extension', ready: '.guide', prepare: () => {} },
  {
    name: 'a patient exercising, shared live',
    path: '/patient',
    ready: '.sharing-note button',
    prepare: (g) => {
      g.playTo(g.session.reps[4]!.end_s + 2.5);
      g.tell({ kind: 'sharing', sharing: { live: true } });
    },
  },
  { name: 'a clinician watching', path: '/clinician', ready: 'td', prepare: () => {} },
  {
    name: 'a patient in stimulation',
    path: '/patient',
    ready: '.feelings',
    prepare: (g) => g.playTo(g.session.stimulationS + 20),
  },
  {
    name: 'a patient whose session went on after a restart',
    path: '/patient',
    ready: '#start-again-heading',
    prepare: (g) => {
      g.playTo(g.session.stimulationS + 1);
      const told = g.session.events.findLast(({ event }) => event.kind === 'session')!.event;
      if (told.kind !== 'session') return;
      const wentOn = { wentOn: { atS: 63.6, gapS: 24 }, waitsForPerson: true as const };
      g.tell({ kind: 'session', session: { ...told.session, phase: 'stimulating', ...wentOn } });
      g.tell(stimulationView('IDLE', 0, 60));
    },
  },
  {
    name: 'a patient who is to press the button',
    path: '/patient',
    ready: '.pain-scale',
    prepare: (g) => {
      g.records.settle();
      g.tell(stimulationView('ARMED', 0, 60, '', { asks: 'START_OUTPUT' }));
    },
  },
  {
    name: 'a patient who is asked whether they are there, finding their level',
    path: '/patient',
    ready: '.titration',
    prepare: (g) => {
      const moment = { sessionId: 's-10', exercise: 'knee-extension', currentUa: 0, flowing: false };
      g.records.parts.care.titrate({ kind: 'begin', from: 'clinician' }, moment);
      const steering = { prompt: 'PRESENCE', noRise: 'Wait a second.', feeling: 'too-weak', feelingLeftS: 9 } as const;
      g.tell(stimulationView('ACTIVE', 12_000, 40, '', steering));
    },
  },
  {
    name: 'a person’s stimulation, locked',
    path: '/clinician/people/sim-1',
    ready: '.dose-days canvas',
    prepare: (g) => {
      const answers = { heart: true, 'implanted-device': true };
      g.records.add({ kind: 'screening', document: { answers } });
      g.records.add({ kind: 'skin', document: { site: 'knee-left', finding: 'burn' } });
      g.records.add({ kind: 'comfort', document: { session: 's-10', feeling: 'painful' } });
      const document = { session: 's-10', what: 'stimulation-started' };
      g.records.add({ kind: 'stimulation', by: 'gateway', document });
    },
  },
  { name: 'an engineer', path: '/engineer', ready: '.log li', prepare: () => {} },
  {
    name: 'a band that measures nothing, and a pressed button',
    path: '/patient',
    ready: '.prompt[data-tone="alarm"]',
    prepare: (g) => {
      g.playTo(g.session.reps[5]!.end_s);
      g.tell(bandsInTrouble());
    },
  },
  { name: 'an engineer with bands in trouble', path: '/engineer', ready: '.band-notes li', prepare: () => {} },
  {
    name: 'an engineer with seven bands, one out of reach, one refused',
    path: '/engineer',
    ready: '.band[data-state="refused"]',
    prepare: (g) => g.tell(sevenBands()),
  },
  { name: 'a patient whose band is out of reach', path: '/patient', ready: '.away-notes h2', prepare: () => {} },
  {
    name: 'a fault',
    path: '/patient',
    ready: '[data-state="FAULT"]',
    prepare: (g) => g.tell(stimulationView('FAULT', 0, 0, 'A pad came off.')),
  },
  { name: 'a finished session', path: '/patient', ready: '.rep-strip', prepare: (g) => g.playTo(g.session.endS) },
  { name: 'a session in review', path: '/clinician/sessions/s-10', ready: '.session-curve canvas', prepare: () => {} },
  {
    name: 'a demonstration to be prescribed',
    path: '/clinician/sessions/d-1',
    ready: '.proposal',
    prepare: () => {},
  },
  { name: 'a clinician between sessions', path: '/clinician', ready: '.next-session select', prepare: () => {} },
  {
    name: 'a patient in confidence mode',
    path: '/patient',
    ready: '.dial',
    prepare: (g) => g.tell(inConfidence(g)),
  },
];

/** The session under way, as somebody who fears movement is shown it. */
function inConfidence({ session }: DemoGateway): FeedEvent {
  const event = session.events.map((one) => one.event).find((one) => one.kind === 'session')!;
  return { ...event, session: { ...event.session, phase: 'exercising', cuePolicy: 'confidence' } };
}

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

describe.skipIf(!hasChromium())('axe-core finds nothing to mend', { timeout: 120_000 }, () => {
  let axe: string;
  let pagesDir: string;
  let browser: Browser;

  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    [browser, pagesDir] = await Promise.all([openBrowser({ reducedMotion: 'reduce' }), builtPages()]);
  }, 60_000);
  afterAll(() => browser?.close());

  it.each(WIDTHS)('in both schemes at %i pixels', async (width) => {
    const gateway = await startDemoGateway({ port: 0, pagesDir });
    const page = await browser.context.newPage();
    await page.setViewportSize({ width, height: 900 });
    const findings: string[] = [];
    for (const { name, path, ready, prepare } of SCENES) {
      prepare(gateway);
      await openPage(page, gateway.screen.url, path);
      await page.locator(ready).first().waitFor();
      await page.evaluate(axe);
      for (const [colorScheme, rules] of SCHEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const { violations } = (await page.evaluate(`axe.run(document, ${rules})`)) as AxeResults;
        for (const { id, nodes } of violations)
          findings.push(`${name}, ${colorScheme}: ${id} at ${nodes.map((node) => node.target).join(' and ')}`);
      }
    }
    await page.close();
    await gateway.screen.close();
    expect(findings).toEqual([]);
  });
});

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}
