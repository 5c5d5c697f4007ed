import { beforeAll, describe, expect, test } from 'vitest';
import type * as Session from '../../protocol/session.ts';
import { finalOf, HARD, runTrace, TRACES, traceConfig } from '../protocol/session-trace.ts';
import { SEED } from '../seeded.ts';
import { type BenchBand, placeOnBench } from './bench-band.ts';
import { testSkin } from './stim-bench.ts';

type Reducer = Pick<typeof Session, 'initialSession' | 'stepSession'>;

let band: BenchBand;

/** The bench build: the whole stim band, booted, with its reducer within reach of the interpreter's console. */
beforeAll(async () => {
  band = await placeOnBench({ role: 'stim', board: 'xiao', seed: SEED, skin: testSkin(), build: { dev: true } });
  band.clock.advanceTo(2000);
});

describe('the reducer of a booted band', () => {
  test.each(TRACES.traces.map((trace) => [trace.name, trace] as const))('%s comes out exactly', (_name, trace) => {
    const { initialSession, stepSession } = band.board.evaluate('limber') as Reducer;
    const state = initialSession(traceConfig(TRACES), 1, HARD);
    expect(runTrace(trace, state, stepSession)).toEqual(trace.transitions);
    expect(finalOf(state)).toEqual(trace.final);
    for (const [name, value] of Object.entries(state)) {
      if (typeof value === 'number') expect(Number.isInteger(value), name).toBe(true);
    }
  });

  test('lives beside the band that runs', () => {
    band.board.connect();
    band.clock.advanceBy(2000);
    expect(band.frame()).toMatchObject({ state: 'IDLE', contactOk: true });
    expect(band.board.console).toEqual([]);
  });
});
