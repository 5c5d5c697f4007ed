import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { SessionView, SteeringView } from '../../host/screen/feed.ts';
import { CHROMIUM_PATH, hasChromium } from './browser.ts';
import type { DemoGateway } from './demo-gateway.ts';
import { stimulationView } from './demo-session.ts';
import { openPage, pressStop } from './page-steps.ts';
import { onPagesOfADemo } from './pages-of-a-demo.ts';

if (!hasChromium()) console.warn(`Skipped: no Chromium at ${CHROMIUM_PATH} (apt-get install chromium).`);

describe.skipIf(!hasChromium())('stimulation in the browser', { timeout: 60_000 }, () => {
  let gateway: DemoGateway;
  let page: Page;

  onPagesOfADemo((...opened) => {
    [gateway, page] = opened;
  });

  const phase = (name: SessionView['phase']): void => {
    const event = gateway.session.events.map((one) => one.event).find((one) => one.kind === 'session')!;
    gateway.tell({ kind: 'session', session: { ...event.session, phase: name } });
  };
  const flowing = (steering: Partial<SteeringView> = {}) =>
    gateway.tell(stimulationView('ACTIVE', 12_000, 40, '', steering));
  const press = (name: string) => page.getByRole('button', { name }).click();
  const steered = (length: number) => expect.poll(() => gateway.steered.length).toBe(length);

  const stimulating = async (): Promise<void> => {
    gateway.records.settle();
    phase('stimulating');
    flowing();
    await openPage(page, gateway.screen.url, '/patient');
  };

  it('has STOP before everything else on the page, also for the keyboard', async () => {
    await stimulating();
    const first = await page.evaluate("document.querySelector('main button').textContent.trim()");
    expect(first).toBe('STOP');
    expect(await pressStop(page)).toBe('Stopped. No current flows.');
  });

  it('lets the person go down and up by a step, and say how it feels, all by keyboard', async () => {
    await stimulating();
    for (const name of ['A little less', 'A little more', 'Strong but comfortable']) {
      await page.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
    }
    await steered(3);
    expect(gateway.steered).toEqual([
      { kind: 'lower' },
      { kind: 'raise' },
      { kind: 'comfort', feeling: 'strong-comfortable' },
    ]);
    flowing({ feeling: 'strong-comfortable', feelingLeftS: 97 });
    await page.getByText('Good for another 1:37; then say it again.').waitFor();
    const pressed = page.locator('.feelings button[aria-pressed="true"]');
    expect(await pressed.textContent()).toBe('Strong but comfortable');
  });

  it('says why more is not to be had, and still takes less', async () => {
    await stimulating();
    flowing({ noRise: 'First say how it feels; then it can be raised.' });
    const more = page.getByRole('button', { name: 'A little more' });
    await page.locator('.step[aria-disabled="true"]').waitFor();
    expect(await more.getAttribute('aria-describedby')).toBe('rise-hint');
    expect(await page.locator('#rise-hint').textContent()).toBe('First say how it feels; then it can be raised.');
    await press('A little less');
    await steered(1);
  });

  it('stops by STOP where “painful” does not get through', async () => {
    await stimulating();
    await page.route('**/api/steer', (route) => route.abort());
    await press('Painful');
    await expect.poll(() => gateway.stops.length).toBe(1);
  });

  it('asks for a note after pain, and keeps it as the patient’s', async () => {
    await stimulating();
    gateway.records.add({ kind: 'comfort', document: { session: 's-10', feeling: 'painful' } });
    gateway.tell(stimulationView('LOCKOUT', 0, 0, 'Stopped, because it hurt.'));
    await page.getByLabel('Where did it hurt').fill('under the upper pad');
    await press('Save the note');
    await page.getByLabel('Where did it hurt').waitFor({ state: 'detached' });
    expect(gateway.records.all.at(-1)).toMatchObject({
      by: 'patient',
      kind: 'comfort',
      document: { feeling: 'painful', note: 'under the upper pad' },
    });
  });

  it.each([
    ['ACTIVE', { prompt: 'PRESENCE' }, 'Are you still there?', 'I am here', 'present'],
    ['PAUSED', { prompt: 'JOLT' }, 'Are you all right?', 'I am well: go on', 'resume'],
    ['FAULT', { clearable: true }, 'Stopped by a fault', 'I have put it right', 'acknowledge-fault'],
    ['IDLE', { remainderS: 840 }, '14 min of this stimulation are left', 'Begin what is left', 'again'],
  ] as const)('in %s: one question, one button', async (state, steering, question, button, kind) => {
    await stimulating();
    gateway.tell(stimulationView(state, 0, 0, '', steering));
    await page.locator('.prompt').getByText(question).waitFor();
    await press(button);
    await steered(1);
    expect(gateway.steered).toEqual([{ kind }]);
  });

  it('offers no button for a fault that needs service', async () => {
    await stimulating();
    gateway.tell(stimulationView('FAULT', 0, 0, 'It needs service.', { clearable: false }));
    await page.locator('.prompt').getByText('It needs service.').waitFor();
    expect(await page.locator('.prompt button').count()).toBe(0);
  });

  it('says what to do with the hands when nobody knows what the band does', async () => {
    await stimulating();
    gateway.tell(stimulationView('UNKNOWN', 12_000, 40));
    await page.locator('.prompt[role="alert"]').getByText('Press the button on the band: that ends it.').waitFor();
    expect(await page.getByRole('button', { name: 'A little more' }).count()).toBe(0);
  });

  it('waits for the button on the band, in words, and asks about pain meanwhile', async () => {
    await stimulating();
    gateway.tell(stimulationView('ARMED', 0, 60, '', { asks: 'START_OUTPUT' }));
    await page.locator('.prompt').getByText('Press the button on the band').waitFor();
    await page
      .getByRole('group', { name: /movement hurt/ })
      .getByRole('button', { name: '6', exact: true })
      .click();
    await page.getByText('Thank you, noted.').waitFor();
    expect(gateway.records.all.at(-1)).toMatchObject({ kind: 'pain', by: 'patient' });
    gateway.tell(stimulationView('ARMED', 0, 60, '', { asks: 'NEW_PRESCRIPTION' }));
    await page.getByText('A new prescription: press the button on the band').waitFor();
  });

  it('tells in words how long the skin rests', async () => {
    await stimulating();
    gateway.tell(stimulationView('LOCKOUT', 0, 0, '', { restLeftS: 700, remainderS: 840 }));
    await page.getByText('The skin rests for another 12 min; what is left, 14 min, can be begun after that.').waitFor();
  });

  it('asks what is due before, all of it, and nothing more once it was answered', async () => {
    phase('finished');
    await openPage(page, gateway.screen.url, '/patient');
    await press('Send my answers');
    await page.getByText('14 questions are still open.').or(page.getByText('13 questions are still open.')).waitFor();
    for (const no of await page.getByRole('radio', { name: 'No' }).all()) await no.check();
    await press('Send my answers');
    await page.getByText('Nothing that you said stands against stimulation.').waitFor();
    await press('New pads are on');
    await page.getByRole('heading', { name: 'Ready for the next stimulation' }).waitFor();
    expect(gateway.records.all.slice(-2)).toMatchObject([
      { by: 'patient', kind: 'screening' },
      { by: 'patient', kind: 'pad' },
    ]);
  });

  it('looks at the skin afterwards, and says what follows from a burn', async () => {
    gateway.records.settle();
    gateway.records.add({
      kind: 'stimulation',
      by: 'gateway',
      document: { session: 's-10', what: 'stimulation-started' },
    });
    phase('finished');
    await openPage(page, gateway.screen.url, '/patient');
    await page.getByRole('group', { name: /Do one more/ }).waitFor();
    await press('A burn, or broken skin');
    await page.getByText(/No stimulation anywhere until your clinician has seen it/).waitFor();
    // Nobody with a burn is asked to move for a figure.
    await page.getByRole('group', { name: /Do one more/ }).waitFor({ state: 'detached' });
  });

  it('leads to a level step by step, the discomfort only from the clinician’s page', async () => {
    await stimulating();
    await openPage(page, gateway.screen.url, '/clinician/people/sim-1');
    await press('Find the level, with the step of discomfort');
    await page.getByText('Start the stimulation at its lowest').waitFor();
    await openPage(page, gateway.screen.url, '/patient');
    for (const mark of ['Now I feel it', 'Now it is strong but comfortable', 'Leave this step out']) await press(mark);
    await page.getByText('Your level is found.', { exact: false }).first().waitFor();
    expect(gateway.records.all.at(-1)).toMatchObject({ by: 'patient', kind: 'titration' });
  });

  it('tells why a session has no stimulation, and claims nothing of the band', async () => {
    phase('exercising');
    const detail = { verdict: 'REFUSED', constraint: { strictest: { text: 'these pads were used 20 times' } } };
    const document = { session: 's-10', what: 'prescription', detail };
    gateway.records.add({ kind: 'decision', by: 'gateway', document });
    gateway.tell(stimulationView('LOCKOUT', 0, 0));
    await openPage(page, gateway.screen.url, '/patient');
    await page.getByText('These pads were used 20 times.').waitFor();
    await page.locator('.stimulation-title').getByText('No stimulation this time').waitFor();
  });

  it('shows the clinician the very command that opens a lock, and no button that does', async () => {
    gateway.records.settle();
    gateway.records.add({ kind: 'skin', document: { site: 'knee-left', finding: 'burn' } });
    await openPage(page, gateway.screen.url, '/clinician/people/sim-1');
    const command = page.locator('.standing pre');
    expect(await command.textContent()).toMatch(
      /^limber dose allow --patient sim-1 --what skin-lock --id "\*" --reason/,
    );
    expect(await page.locator('.standing-card button').count()).toBe(0);
    await page.locator('.dose-days canvas').waitFor();
    expect(
      await page
        .getByRole('table', { name: /Dose of each day/ })
        .locator('tbody tr')
        .count(),
    ).toBe(9);
  });

  it('has targets of 44 pixels and no sideways scrolling on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await stimulating();
    const boxes = await page
      .locator('main button')
      .evaluateAll((buttons) =>
        buttons.map((button) => button.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
      );
    expect(Math.min(...boxes)).toBeGreaterThanOrEqual(44);
    await openPage(page, gateway.screen.url, '/clinician/people/sim-1');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
