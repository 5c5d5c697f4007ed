import { renameSync, symlinkSync } from 'node:fs';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import { introduced, openAt, openTerminals, placeNamed, plugIn, until } from './plugged-band.ts';

const RECONNECTIONS = 1_000;
const GROWTH_BYTES = 6e6;

/** Counts what is due. */
function counted(timeline: Timeline): Timeline & { due(): number } {
  const due = new Set<object>();
  const after: Timeline['after'] = (delayMs, callback) => {
    const one = {};
    due.add(one);
    const cancel = timeline.after(delayMs, () => {
      due.delete(one);
      callback();
    });
    return () => {
      due.delete(one);
      cancel();
    };
  };
  const every: Timeline['every'] = (periodMs, callback) => {
    const one = {};
    due.add(one);
    const cancel = timeline.every(periodMs, callback);
    return () => {
      due.delete(one);
      cancel();
    };
  };
  return { ...timeline, after, every, due: () => due.size };
}

function pointTo(path: string, target: string): void {
  symlinkSync(target, `${path}.new`);
  renameSync(`${path}.new`, path);
}

async function heapBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await eventLoopTurn();
  }
  return process.memoryUsage().heapUsed;
}

test('after 1,000 reconnections one terminal is open, a packet is heard once, and neither timers nor memory have grown', {
  timeout: 120_000,
}, async () => {
  const path = placeNamed('port');
  const sides = [await plugIn('side-a', 'band-1'), await plugIn('side-b', 'band-1')] as const;
  pointTo(path, sides[0].path);
  const terminalsBefore = openTerminals();
  const machine = counted(wallTimeline(50));
  const { link, states, heard } = await openAt(path, { machine, elsewhere: async () => [] });
  await introduced(link, sides[0], 'band-1');
  const dueUp = machine.due();
  let heapBefore = 0;
  for (let i = 1; i <= RECONNECTIONS; i++) {
    states.length = 0;
    pointTo(path, sides[i % 2]!.path);
    await until(() => states.includes('down') && states.at(-1) === 'up');
    if (i === 100) heapBefore = await heapBytes();
  }
  expect((await heapBytes()) - heapBefore).toBeLessThan(GROWTH_BYTES);
  expect(openTerminals()).toBe(terminalsBefore + 1);
  await until(() => machine.due() === dueUp);
  let said = 0;
  await until(() => {
    sides[RECONNECTIONS % 2]!.say('motion', Uint8Array.of(said++));
    return heard.length > 2;
  });
  expect(new Set(heard).size).toBe(heard.length);
  await link.close();
  expect(openTerminals()).toBe(terminalsBefore);
  expect(machine.due()).toBe(0);
});
