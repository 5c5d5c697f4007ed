import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildPages } from '../../host/screen/build.ts';
import { type Browser, openBrowser } from './browser.ts';
import { type DemoGateway, startDemoGateway } from './demo-gateway.ts';

/** Writes pictures of every page: `npx node test/screen/screenshots.ts [folder [light|dark ...]]`. */
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

const SCHEMES = ['light', 'dark'] as const;

interface Shot {
  readonly name: string;
  readonly path: string;
  /** What must be visible before the picture is taken. */
  readonly ready: string;
  readonly fullPage?: boolean;
  readonly prepare: (gateway: DemoGateway) => void;
}

/** Seconds into a repetition, when the angle is near its highest. */
const NEAR_PEAK_S = 2.4;
const during = (rep: number) => (gateway: DemoGateway) =>
  gateway.playTo(gateway.session.reps[rep]!.start_s + NEAR_PEAK_S);
const SHOTS: readonly Shot[] = [
  { name: 'chooser', path: '/', ready: 'h1', prepare: () => {} },
  { name: 'patient-exercising', path: '/patient', ready: '.dial', prepare: during(5) },
  { name: 'clinician-now', path: '/clinician', ready: 'td', prepare: during(6), fullPage: true },
  {
    name: 'patient-stimulating',
    path: '/patient',
    ready: '.relax',
    prepare: (gateway) => gateway.playTo(gateway.session.stimulationS + 21),
  },
  { name: 'engineer', path: '/engineer', ready: '.log li', prepare: () => {}, fullPage: true },
  {
    name: 'patient-finished',
    path: '/patient',
    ready: '.finished li:nth-child(4)',
    prepare: (gateway) => gateway.playTo(gateway.session.endS),
  },
  {
    name: 'clinician-session',
    path: '/clinician/sessions/s-10',
    ready: '.chart canvas',
    prepare: () => {},
    fullPage: true,
  },
];

async function shoot(browser: Browser, gateway: DemoGateway, shot: Shot, file: string): Promise<void> {
  const page = await browser.context.newPage();
  await page.goto(`${gateway.screen.url}${shot.path}`);
  await page.locator('main[data-connection="live"]').waitFor();
  // The trace is only drawn from what arrives while the page is open.
  shot.prepare(gateway);
  await page.locator(shot.ready).first().waitFor();
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await page.screenshot({ path: file, fullPage: shot.fullPage ?? false });
  await page.close();
}

const [folderGiven, ...schemes] = process.argv.slice(2);
const folder = folderGiven ?? fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
await mkdir(folder, { recursive: true });
await buildPages();
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of SCHEMES.filter((scheme) => schemes.length === 0 || schemes.includes(scheme))) {
    const browser = await openBrowser({ viewport, colorScheme, reducedMotion: 'no-preference' });
    const gateway = await startDemoGateway({ port: 0 });
    gateway.playTo(0);
    for (const shot of SHOTS) {
      gateway.tell({
        kind: 'log',
        entry: { at: '2026-03-20T09:12:00Z', level: 'warning', text: 'motion-2 (shank): 3 frames lost for good' },
      });
      await shoot(browser, gateway, shot, `${folder}/${shot.name}-${size}-${colorScheme}.png`);
    }
    await browser.close();
    await gateway.screen.close();
  }
}
