import { DatabaseSync } from 'node:sqlite';
import { databasePath } from '../../host/records/directory-claim.ts';
import { latched, refusedBefore, staysAtZero } from './claims.ts';
import { stimulating } from './course-of-events.ts';
import type { Fault } from './fault.ts';
import type { Stack } from './stack.ts';

const writeFailure: Fault = {
  id: 'F28',
  name: "the band's flash takes no more writes",
  bound: '500 ms from the failed write',
  boundMs: 500,
  limitMs: 15_000,
  sinceMs: (stack) => stack.writeFailedMs,
  prepare: stimulating,
  inject: (stack) => stack.board.faults.failWrites(true),
  after: async (stack) => {
    const quiet = await staysAtZero(stack, 2000);
    stack.host.wish('begin');
    return [...quiet, ...latched(stack, 'MEMORY'), ...(await refusedBefore(stack, 'ARMED', 3000))];
  },
};

/** A session of a few seconds, stopped by the person. */
async function aSessionWasHad(stack: Stack): Promise<void> {
  await stimulating(stack);
  stack.board.pressButton();
  if (!(await stack.until(() => stack.host.view?.state === 'LOCKOUT', 3000))) throw new Error('it cannot be stopped');
  await stack.advanceBy(1500);
}

const corruptAccount: Fault = {
  id: 'F29',
  name: 'both copies of what the band has stored of rests and doses are corrupt',
  bound: 'at boot',
  boundMs: 0,
  prepare: aSessionWasHad,
  inject: (stack) => {
    stack.board.faults.corruptAccount();
    stack.board.reboot('power');
  },
  after: async (stack) => {
    // Its number of this start is lost with the rest: it begins anew.
    const { length } = stack.hellos;
    const back = await stack.until(() => stack.hellos.length > length, 8000);
    await stack.advanceBy(2500);
    const { state, restLeftMs, dayMs } = stack.frame();
    stack.host.wish('begin');
    return [
      [back, 'the band did not come back'],
      [state === 'LOCKOUT' || state === 'FAULT', `the band is ${state}`],
      [restLeftMs >= 1_700_000 || state === 'FAULT', `it rests for ${restLeftMs} ms`],
      [dayMs >= 10_800_000, `of its day it has used ${dayMs} ms`],
      ...(await refusedBefore(stack, 'ARMED', 4000)),
    ];
  },
};

/** Somebody changes what was recorded, past the store. */
function tamper(stack: Stack): void {
  const sql = new DatabaseSync(databasePath(stack.host.dataDir()));
  try {
    const triggers = sql.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit'").all();
    for (const { name } of triggers) sql.exec(`DROP TRIGGER "${name}"`);
    sql.exec("UPDATE audit SET person = 'somebody-else' WHERE seq = (SELECT min(seq) FROM audit)");
  } finally {
    sql.close();
  }
}

const brokenChain: Fault = {
  id: 'F46',
  name: 'the records were changed after they were written',
  bound: 'next ARM',
  boundMs: 0,
  prepare: async (stack) => {
    await aSessionWasHad(stack);
    await stack.host.end();
  },
  inject: tamper,
  after: async (stack) => {
    await stack.until(() => stack.frame().state === 'IDLE', 60_000);
    await stack.host.begin();
    await stack.until(() => stack.host.greeted, 5000);
    await stack.advanceBy(500);
    if (stack.host.view !== null) stack.host.wish('begin');
    const told = stack.host.said.some((line) => /records were changed|audit/.test(line));
    return [...(await refusedBefore(stack, 'ARMED', 4000)), [told, `the host said ${stack.host.said.join('; ')}`]];
  },
};

export const MEMORY_FAULTS: readonly Fault[] = [writeFailure, corruptAccount, brokenChain];
