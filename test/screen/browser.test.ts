import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CHROMIUM_PATH, hasChromium } from './browser.ts';
import { BAND, bandsInTrouble, sevenBands } from './demo-bands.ts';
import { type DemoGateway, startDemoGateway } from './demo-gateway.ts';
import { stimulationView } from './demo-session.ts';
import {
  expectNoSidewaysScroll,
  expectSimulationBanner,
  openPage,
  pressStop,
  reviewNewestSession,
  seeLiveAngle,
  seeRepetitions,
  seeStimulation,
  stopAnswer,
} from './page-steps.ts';
import { onPagesOfADemo } from './pages-of-a-demo.ts';

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

describe.skipIf(!hasChromium())('a session in the browser', { timeout: 30_000 }, () => {
  let pagesDir: string;
  let gateway: DemoGateway;
  let page: Page;

  onPagesOfADemo((...opened) => {
    [gateway, page, pagesDir] = opened;
  });

  const patient = () => openPage(page, gateway.screen.url, '/patient');

  it('is seen by the patient from the first repetition to the last word', async () => {
    gateway.playTo(0);
    await patient();
    await expectSimulationBanner(page);
    gateway.playTo(gateway.session.reps[2]!.end_s);
    await seeLiveAngle(page);
    await seeRepetitions(page, 3);
    await page
      .locator('.tempo-row b')
      .filter({ hasText: /^\d\.\d s$/ })
      .first()
      .waitFor();
    gateway.playTo(gateway.session.stimulationS + 20);
    await seeStimulation(page, 'Stimulation is on');
    gateway.playTo(gateway.session.endS);
    await page.getByText('You did 16 repetitions in 2 sets.').waitFor();
    await page.getByRole('button', { name: 'Do another session' }).click();
    await page.getByText('A new session begins.').waitFor();
  });

  it('tells a page that comes late the same', async () => {
    gateway.playTo(gateway.session.reps[4]!.end_s);
    await patient();
    await seeRepetitions(page, 5);
    expect(await page.locator('.pips i[data-done="true"]').count()).toBe(5);
  });

  it('ends the stimulation at a press of STOP', async () => {
    gateway.playTo(gateway.session.stimulationS + 20);
    await patient();
    await seeStimulation(page, 'Stimulation is on');
    expect(await pressStop(page)).toBe('Stopped. No current flows.');
    await seeStimulation(page, 'Off, and resting');
    expect(gateway.stops).toEqual(['patient']);
  });

  it('ends the stimulation from the keyboard, from anywhere on the page', async () => {
    gateway.playTo(gateway.session.stimulationS + 20);
    await patient();
    await page.keyboard.press('Escape');
    await stopAnswer(page);
    await page.getByRole('button', { name: 'STOP' }).focus();
    await page.keyboard.press('Enter');
    await stopAnswer(page);
    expect(gateway.stops).toEqual(['patient', 'patient']);
  });

  it('takes STOP in every state', async () => {
    gateway.playTo(0);
    await patient();
    for (const state of ['IDLE', 'ARMED', 'PAUSED', 'FAULT', 'UNKNOWN'] as const) {
      gateway.tell(stimulationView(state));
      await page.locator(`.stimulation[data-state="${state}"]`).waitFor();
      await pressStop(page);
    }
    expect(gateway.stops).toHaveLength(5);
  });

  it('says what to do when STOP fails', async () => {
    gateway.playTo(gateway.session.stimulationS + 20);
    await patient();
    gateway.stopWith(async () => ({ stopped: false, message: 'The band does not answer.' }));
    expect(await pressStop(page)).toBe('The band does not answer. Press the button on the band, or take the pads off.');
    await page.route('**/api/stop', (route) => route.abort());
    await page.getByRole('button', { name: 'STOP' }).click();
    await page.getByText('STOP did not get through. Press the button on the band, or take the pads off.').waitFor();
  });

  it('never shows a stimulation as off once the gateway is gone', async () => {
    gateway.playTo(0);
    await patient();
    await seeStimulation(page, 'Stimulation is off');
    await gateway.screen.close();
    await seeStimulation(page, 'We cannot see the band');
    await page.getByText('No connection to the gateway. Trying again.').waitFor();
    expect(await pressStop(page)).toMatch(/did not get through/);
  });

  it('comes back by itself when the gateway does', async () => {
    gateway.playTo(0);
    await patient();
    const port = Number(new URL(gateway.screen.url).port);
    await gateway.screen.close();
    await seeStimulation(page, 'We cannot see the band');
    await expectSimulationBanner(page);
    gateway = await startDemoGateway({ port, pagesDir });
    onTestFinished(() => gateway.screen.close());
    gateway.playTo(gateway.session.reps[1]!.end_s);
    await seeRepetitions(page, 2);
    await seeStimulation(page, 'Stimulation is off');
  });

  it('shows no angle that is no longer measured', async () => {
    gateway.playTo(0);
    await page.clock.install();
    await patient();
    gateway.playTo(gateway.session.reps[2]!.end_s);
    await seeLiveAngle(page);
    await page.clock.fastForward(4000);
    await page.getByText('Waiting for movement').waitFor();
  });

  it('is reviewed by the clinician', async () => {
    expect(await reviewNewestSession(page, gateway.screen.url)).toEqual({ reps: 16 });
    await expectSimulationBanner(page);
    await page.getByText('Ran for its full time. Prescription rx-demo-1.').waitFor();
    await page.getByRole('button', { name: 'Set 2' }).click();
    await page.locator('button[aria-pressed="true"]').filter({ hasText: 'Set 2' }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    expect((await download).suggestedFilename()).toBe('limber-s-10.csv');
  });

  it('keeps STOP within the clinician’s reach when the session is over', async () => {
    gateway.playTo(gateway.session.endS);
    await openPage(page, gateway.screen.url, '/clinician');
    await page.getByRole('heading', { name: 'Next session' }).waitFor();
    expect(await pressStop(page)).toBe('Stopped. No current flows.');
    expect(gateway.stops).toEqual(['clinician']);
  });

  it('opens the report from the review', async () => {
    await reviewNewestSession(page, gateway.screen.url);
    await page.getByRole('link', { name: 'Report' }).click();
    await page.getByRole('heading', { name: 'For the clinician' }).waitFor();
  });

  it('shows a doubt about a sensor in place of a cue', async () => {
    gateway.playTo(gateway.session.reps[2]!.end_s);
    await patient();
    const slipped = { kind: 'slipped', sensor: 'thigh', by_deg: 11 } as const;
    gateway.tell({ kind: 'rep', rep: { ...gateway.session.reps[3]!, doubts: [slipped] } });
    await page.getByText('The band on the thigh slipped by about 11°: fasten the strap.').waitFor();
    expect(await page.locator('.cue').count()).toBe(1);
  });

  it('shows the engineer a lost link', async () => {
    await openPage(page, gateway.screen.url, '/engineer');
    await page.getByRole('listitem', { name: 'thigh motion-1' }).waitFor();
    gateway.tell({ kind: 'devices', devices: [{ ...BAND, state: 'down', awayS: 14 }] });
    await page.getByText('motion-1 (thigh): link down').waitFor();
    const band = page.getByRole('listitem', { name: 'thigh motion-1' });
    await band.getByText('out of reach for 14 s').waitFor();
    await page.getByRole('status').filter({ hasText: 'motion-1 on the thigh is out of reach.' }).waitFor();
  });

  it('shows the engineer seven bands, each with its own health, and who is refused and why', async () => {
    await openPage(page, gateway.screen.url, '/engineer');
    gateway.tell(sevenBands());
    await page.getByText('7 bands: 5 up, 1 out of reach, 1 refused').waitFor();
    const said = async (name: string): Promise<string | null> => page.getByRole('listitem', { name }).textContent();
    expect(await said('upper-arm 0a44-7e19')).toMatch(/▲ 6\.4 %, high.*▲ −91 dBm, weak.*3 times, last/);
    expect(await said('forearm 19bb-c0de')).toContain('2080 samples brought in later, 31 samples lost for good');
    expect(await said('shank 71d2-90b3')).toContain('Sensornot known');
    expect(await said('pelvis cable-1')).toMatch(/Signalnot known.*Intervalnot known/);
    expect(await said('knee stim-1')).toContain('▲ 75 ms, slow');
    expect(await said('sternum 0c11-7d02')).toContain('✕ refused');
    await page.getByText('does not have its key: not used.').first().waitFor();
    await page.getByRole('status').filter({ hasText: '0c11-7d02 on the chest is refused.' }).waitFor();
    await expectNoSidewaysScroll(page);
  });

  it('tells the patient calmly which band is out of reach, and nothing of what only engineers need', async () => {
    gateway.playTo(gateway.session.reps[2]!.end_s);
    await patient();
    gateway.tell(sevenBands());
    const note = page.getByRole('status').filter({ hasText: 'The band on your lower leg is out of reach.' });
    await note.waitFor();
    expect(await note.textContent()).toContain('Bring it closer; what it measures is kept and added later.');
    expect(await page.locator('main').textContent()).not.toMatch(/dBm|ppm|c0:ff:ee/);
    // What is not heard is not praised.
    expect(await page.locator('.cue').count()).toBe(0);
    gateway.tell({ kind: 'devices', devices: [BAND] });
    await page.locator('.away-notes .prompt').first().waitFor({ state: 'detached' });
    expect(await page.locator('.cue').count()).toBe(1);
  });

  it('says on which limb the band is whose button was pressed, for some seconds, and not to who comes later', async () => {
    gateway.playTo(gateway.session.reps[2]!.end_s);
    await patient();
    await seeRepetitions(page, 3);
    gateway.tell({ kind: 'press', press: { device: 'motion-2', placement: 'shank', presses: 1 } });
    const note = page.getByRole('status').filter({ hasText: 'Button pressed: the band on your lower leg.' });
    await note.waitFor();
    await page.clock.install();
    await openPage(page, gateway.screen.url, '/engineer');
    await page.getByText('Button pressed on motion-2 (shank)').waitFor();
    expect(await page.locator('.press-note p').count()).toBe(0);
    gateway.tell({ kind: 'press', press: { device: 'motion-2', placement: 'shank', presses: 2 } });
    await page.getByText('Button pressed: the band on the lower leg.').waitFor();
    await page.clock.fastForward('00:10');
    await page.locator('.press-note p').waitFor({ state: 'detached' });
  });

  it('says while somebody can watch from outside, also to who comes late, and lets the person end it', async () => {
    gateway.playTo(gateway.session.reps[1]!.end_s);
    await patient();
    const note = page.locator('.sharing-note');
    expect(await note.textContent()).toBe('');
    gateway.tell({ kind: 'sharing', sharing: { live: true } });
    await note.getByText('Shared live with your clinic').waitFor();
    expect(await note.getAttribute('role')).toBe('status');
    await patient();
    await page.getByRole('button', { name: 'Stop sharing' }).focus();
    await page.keyboard.press('Enter');
    await note.getByText('Nobody can watch any more.').waitFor();
    expect(await note.getByText('Shared live').count()).toBe(0);
  });

  it('tells the patient at once of a band that measures nothing, and gives no cue meanwhile', async () => {
    gateway.playTo(gateway.session.reps[2]!.end_s);
    await patient();
    await page.locator('.cue').waitFor();
    gateway.tell(bandsInTrouble());
    const alert = page.getByRole('alert').filter({ hasText: 'The band on your thigh measures nothing.' });
    await alert.waitFor();
    expect(await alert.textContent()).toContain('Switch the band off and on.');
    expect(await page.locator('.cue').count()).toBe(0);
    await openPage(page, gateway.screen.url, '/engineer');
    await page.getByText('started anew 2 times, latest cause: watchdog').waitFor();
    await page.getByText('gyroscope y 12 samples, acceleration x 3 samples').first().waitFor();
    await expectNoSidewaysScroll(page);
  });

  it('fits a screen of 320 pixels, with STOP in sight', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    gateway.playTo(gateway.session.reps[4]!.end_s);
    for (const path of ['/', '/patient', '/clinician', '/clinician/sessions/s-10', '/engineer']) {
      await openPage(page, gateway.screen.url, path);
      await expectNoSidewaysScroll(page);
    }
    await patient();
    const box = await page.getByRole('button', { name: 'STOP' }).boundingBox();
    expect(box!.height).toBeGreaterThanOrEqual(64);
    expect(box!.y + box!.height).toBeLessThanOrEqual(640);
  });

  it('reports no error to the console, and asks nobody but the gateway', async () => {
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => !request.url().startsWith(gateway.screen.url) && complaints.push(request.url()));
    gateway.playTo(gateway.session.reps[4]!.end_s);
    for (const path of ['/', '/patient', '/clinician', '/clinician/sessions/s-10', '/engineer']) {
      await openPage(page, gateway.screen.url, path);
    }
    expect(complaints).toEqual([]);
  });
});
