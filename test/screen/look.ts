import { mkdirSync } from 'node:fs';
import { openBrowser } from './browser.ts';
import { builtPages } from './built-pages.ts';
import { type DemoGateway, startDemoGateway } from './demo-gateway.ts';
import { stimulationView } from './demo-session.ts';

const out = '/tmp/look';
mkdirSync(out, { recursive: true });
const only = process.argv.slice(2);
const gateway = await startDemoGateway({ port: 0, pagesDir: await builtPages() });
const browser = await openBrowser({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
const started = (g: DemoGateway) =>
  g.records.add({ kind: 'stimulation', by: 'gateway', document: { session: 's-10', what: 'stimulation-started' } });
const scenes: [string, string, (g: DemoGateway) => void][] = [
  ['due', '/patient', (g) => g.playTo(g.session.endS)],
  [
    'yes',
    '/patient',
    (g) => {
      g.records.settle();
      g.records.add({
        kind: 'screening',
        document: { answers: { heart: true, 'implanted-device': true, 'broken-skin': true } },
      });
    },
  ],
  [
    'settled',
    '/patient',
    (g) => {
      g.records.settle();
    },
  ],
  [
    'armed',
    '/patient',
    (g) => {
      g.tell({
        kind: 'session',
        session: {
          ...(g.session.events.map((e) => e.event).find((e) => e.kind === 'session') as never as { session: object })
            .session,
          phase: 'stimulating',
        } as never,
      });
      g.tell(stimulationView('ARMED', 0, 60, 'Press the button on the band to begin.', { asks: 'START_OUTPUT' }));
    },
  ],
  [
    'active-unsaid',
    '/patient',
    (g) => {
      started(g);
      g.tell(stimulationView('ACTIVE', 12000, 48, '', { noRise: 'First say how it feels; then it can be raised.' }));
    },
  ],
  [
    'active-said',
    '/patient',
    (g) => g.tell(stimulationView('ACTIVE', 12000, 48, '', { feeling: 'strong-comfortable', feelingLeftS: 97 })),
  ],
  [
    'presence',
    '/patient',
    (g) =>
      g.tell(
        stimulationView(
          'ACTIVE',
          12000,
          400,
          'Are you still there? Say so within a minute, or the stimulation fades out.',
          {
            prompt: 'PRESENCE',
            feeling: 'too-weak',
            feelingLeftS: 0,
            noRise: 'First say how it feels; then it can be raised.',
          },
        ),
      ),
  ],
  [
    'jolt',
    '/patient',
    (g) =>
      g.tell(
        stimulationView(
          'PAUSED',
          0,
          400,
          'Paused: a fall or a hard knock was felt. Are you all right? Go on only if you are.',
          { prompt: 'JOLT' },
        ),
      ),
  ],
  ['unknown', '/patient', (g) => g.tell(stimulationView('UNKNOWN', 12000, 48, 'The band is not answering.'))],
  [
    'fault',
    '/patient',
    (g) => g.tell(stimulationView('FAULT', 0, 0, 'Stopped: a pad has come off. Check both pads.', { clearable: true })),
  ],
  [
    'rest',
    '/patient',
    (g) =>
      g.tell(
        stimulationView('LOCKOUT', 0, 0, 'Ended by itself: the band lost contact with the gateway.', {
          restLeftS: 700,
          remainderS: 840,
        }),
      ),
  ],
  [
    'remainder',
    '/patient',
    (g) =>
      g.tell(
        stimulationView('IDLE', 0, 0, 'Ended by itself: the band lost contact with the gateway.', {
          restLeftS: 0,
          remainderS: 840,
        }),
      ),
  ],
  [
    'after',
    '/patient',
    (g) => {
      g.records.add({ kind: 'comfort', document: { session: 's-10', feeling: 'painful' } });
      g.playTo(g.session.endS);
      g.tell({
        kind: 'session',
        session: {
          ...(g.session.events.map((e) => e.event).find((e) => e.kind === 'session') as never as { session: object })
            .session,
          phase: 'finished',
        } as never,
      });
    },
  ],
  ['clinician', '/clinician', () => {}],
  ['person', '/clinician/people/sim-1', () => {}],
  ['engineer', '/engineer', () => {}],
];
for (const [name, path, prepare] of scenes) {
  prepare(gateway);
  if (only.length > 0 && !only.includes(name)) continue;
  for (const [size, viewport] of Object.entries({
    phone: { width: 390, height: 844 },
    desktop: { width: 1280, height: 900 },
  })) {
    const page = await browser.context.newPage();
    await page.setViewportSize(viewport);
    await page.goto(`${gateway.screen.url}${path}`);
    await page.locator('main[data-connection="live"]').waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({
      path: `${out}/${name}-${size}.png`,
      fullPage: size === 'phone' ? !['armed', 'active-said'].includes(name) : true,
    });
    await page.close();
  }
}
await browser.close();
await gateway.screen.close();
process.exit(0);
