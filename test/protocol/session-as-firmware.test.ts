import { Script } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleFirmware } from '../../firmware/build/bundle.ts';
import { findUnsupported } from '../../firmware/build/syntax-gate.ts';
import type * as Session from '../../protocol/session.ts';
import { finalOf, HARD, runTrace, TRACES, traceConfig } from './session-trace.ts';

type Reducer = Pick<typeof Session, 'initialSession' | 'stepSession'>;
const context = {} as { reducer?: Reducer };
let code = '';

/** What the firmware's toolchain makes of the reducer, run without any name that Espruino lacks. */
beforeAll(async () => {
  code = await bundleFirmware(new URL('session-entry.ts', import.meta.url).pathname);
  new Script(`(function (Map, Set, Symbol, Proxy, Reflect, BigInt) { ${code} })`).runInThisContext()();
  context.reducer = (globalThis as unknown as { limberReducer: Reducer }).limberReducer;
});

describe('the session reducer, bundled for the band', () => {
  test('is in the subset that Espruino runs', () => {
    expect(findUnsupported(code)).toEqual([]);
  });

  test('is small: the whole state machine in less than 15 kB of code', () => {
    expect(code.length).toBeLessThan(15_000);
  });

  test.each(TRACES.traces.map((trace) => [trace.name, trace] as const))('%s comes out exactly', (_name, trace) => {
    const { initialSession, stepSession } = context.reducer!;
    const state = initialSession(traceConfig(TRACES), 1, HARD);
    expect(runTrace(trace, state, stepSession)).toEqual(trace.transitions);
    expect(finalOf(state)).toEqual(trace.final);
  });
});
