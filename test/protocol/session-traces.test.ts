import { describe, expect, test } from 'vitest';
import { initialSession, stepSession } from '../../protocol/session.ts';
import { finalOf, HARD, runTrace, TRACES, traceConfig } from './session-trace.ts';

describe('the eight reference traces come out exactly', () => {
  test('all are here', () => expect(TRACES.traces).toHaveLength(8));

  test.each(TRACES.traces.map((trace) => [trace.name, trace] as const))('%s', (_name, trace) => {
    const state = initialSession(traceConfig(TRACES), 1, HARD);
    expect(runTrace(trace, state, stepSession)).toEqual(trace.transitions);
    expect(finalOf(state)).toEqual(trace.final);
  });
});
