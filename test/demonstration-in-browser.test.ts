import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionDocument } from '../host/records/session-document.ts';
import { type GatewayProcess, startGateway } from './gateway-process.ts';
import { type Browser, CHROMIUM_PATH, hasChromium, openBrowser } from './screen/browser.ts';
import { openPage, seeRepetitions } from './screen/page-steps.ts';

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

describe.skipIf(!hasChromium())('the demonstration is the prescription', { timeout: 120_000 }, () => {
  let browser: Browser;
  let page: Page;
  let data: string;
  let gateway: GatewayProcess;

  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.context.newPage();
    data = mkdtempSync(join(tmpdir(), 'limber-demonstration-'));
    gateway = await startGateway(data, '--speed', '20', '--seed', '3');
  });
  afterAll(async () => {
    await gateway?.end();
    await browser?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const document = async (id: string): Promise<SessionDocument> =>
    (await (await fetch(`${gateway.url}/api/sessions/${id}`)).json()) as SessionDocument;
  const newestId = async (): Promise<string> =>
    ((await (await fetch(`${gateway.url}/api/sessions`)).json()) as { id: string }[])[0]!.id;
  const clinicianStarts = async (button: string): Promise<void> => {
    await openPage(page, gateway.url, '/clinician');
    await page.getByRole('button', { name: button }).click({ timeout: 60_000 });
  };

  test('a clinician records it, leaves one repetition out, and confirms', async () => {
    await clinicianStarts('Record a demonstration');
    await page.getByText('Recording a demonstration').waitFor();
    await page.getByRole('button', { name: 'Record a demonstration' }).waitFor({ timeout: 60_000 });
    const id = await newestId();
    await openPage(page, gateway.url, `/clinician/sessions/${id}`);
    await page.getByText('From 6 repetitions').waitFor();
    const confirm = page.getByRole('button', { name: 'Prescribe this movement' });
    expect(await confirm.isDisabled()).toBe(true);
    for (const index of [2, 3, 4, 5]) await page.getByRole('checkbox', { name: `Repetition ${index}` }).uncheck();
    await page.getByText('Only 2 repetitions left: at least 3 are needed.').waitFor();
    for (const index of [3, 4, 5]) await page.getByRole('checkbox', { name: `Repetition ${index}` }).check();
    await page.getByText('From 5 repetitions').waitFor();
    const execution = page.getByLabel('These repetitions were done');
    await execution.fill('thigh lifted');
    await page.getByText('later repetitions like these are told by the name “thigh lifted”').waitFor();
    await page.getByRole('button', { name: 'Enrol these repetitions' }).waitFor();
    await execution.fill('correct');
    await page.getByLabel('Prescribed by').fill('Dr. Keller');
    await confirm.click();
    await page.getByText('Prescribed (version 1)').waitFor();
    await openPage(page, gateway.url, '/clinician');
    await page.getByText('Version 1, prescribed by Dr. Keller').waitFor();

    const { session, stimulation } = await document(id);
    expect(session).toMatchObject({ purpose: 'demonstration', outcome: 'completed' });
    expect(stimulation.pulses).toBe(0);
  });

  test('the next session goes by it: target, tempo and template, on every page and in the report', async () => {
    const demonstration = await newestId();
    await clinicianStarts('Start a session');
    await openPage(page, gateway.url, '/patient');
    await page.getByText('Target from the demonstration of').waitFor();
    await seeRepetitions(page, 2);
    await page.getByText('You did 16 repetitions in 2 sets.').waitFor({ timeout: 60_000 });
    const id = await newestId();
    const { session, reps } = await document(id);
    const [row] = (await (
      await fetch(`${gateway.url}/api/movement-prescriptions?person=${session.person}&exercise=${session.exercise}`)
    ).json()) as { movement: { targetDeg: object; tempo: { outS: number } }; sessionId: string }[];
    expect(row!.sessionId).toBe(demonstration);
    expect(session.target_deg).toEqual(row!.movement.targetDeg);
    expect(session.wanted_tempo_s?.out).toBe(row!.movement.tempo.outS);
    expect(session.movement_prescription).toMatchObject({ version: 1, prescribed_by: 'Dr. Keller' });
    // The simulated patient moves as in the demonstration.
    for (const rep of reps) expect(rep.metrics?.template_deg.value).toBeLessThan(15);
    await openPage(page, gateway.url, `/clinician/sessions/${id}`);
    await page.getByText('Target from the demonstration of').waitFor();
    // It moved about as in the demonstration; who hurries may be like none shown.
    expect(reps.filter((rep) => rep.execution?.name === 'correct').length).toBeGreaterThan(8);
    await page.getByRole('columnheader', { name: 'Done' }).waitFor();
    await page.getByRole('link', { name: 'Report' }).click();
    await page.getByText('Target and tempo from the demonstration of').waitFor();
    await page.getByText('as demonstrated').waitFor();
  });

  test('in confidence mode the patient sees no target, no tempo and no correction', async () => {
    await openPage(page, gateway.url, '/clinician');
    await page.getByLabel('Cues').selectOption('confidence');
    await page.getByRole('button', { name: 'Start a session' }).click();
    await openPage(page, gateway.url, '/patient');
    await seeRepetitions(page, 2);
    expect(await page.locator('.tempo, .dial-target, .dial-label, .cue-detail').count()).toBe(0);
    expect(await page.getByText(/target/i).count()).toBe(0);
    await page.getByText('Each one of them counts.').waitFor({ timeout: 60_000 });
    const id = await newestId();
    expect((await document(id)).session.cue_policy).toBe('confidence');
    const report = await (await fetch(`${gateway.url}/sessions/${id}/report?for=patient`)).text();
    expect(/<body.*target/is.test(report)).toBe(false);
    const whole = await (await fetch(`${gateway.url}/sessions/${id}/report`)).text();
    expect(whole.includes('Peaks in target')).toBe(true);
  });
});
