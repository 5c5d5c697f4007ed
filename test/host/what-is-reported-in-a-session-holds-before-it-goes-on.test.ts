import { expect, test } from 'vitest';
import { HomeRig, PERSON } from './home-rig.ts';

test('F36: a burn that is reported after an interruption: the rest of the session is not armed any more', async () => {
  const rig = new HomeRig();
  const home = await rig.stimulate();
  await rig.live(3_000);
  home.stim!.stop();
  await rig.until(() => home.stim!.view().state === 'LOCKOUT');
  rig.store.audit.append({
    person: PERSON,
    by: 'patient',
    kind: 'skin',
    document: { site: 'knee-left', finding: 'burn' },
  });
  await rig.until(() => home.stim!.view().state === 'IDLE');
  const outcome = home.steer({ kind: 'again' });
  await rig.live(5_000);
  expect(rig.device.board.currentUa()).toBe(0);
  expect(home.stim!.view().state).toBe('IDLE');
  expect(outcome).toMatchObject({ taken: false });
  expect(home.stim!.view().reason).toContain('reported');
}, 60_000);
