import { describe, expect, it } from 'vitest';
import { createTrace } from '../../host/screen/web/feed/trace.ts';

describe('the trace of recent angles', () => {
  it('gives the last seconds, relative to the newest sample', () => {
    const trace = createTrace();
    trace.add([0, 1, 2, 3], [10, 11, 12, 13]);
    expect(trace.latest()).toBe(13);
    expect(trace.recent(2)).toEqual({
      agoS: [-2, -1, 0],
      angleDeg: [11, 12, 13],
      isFilled: [false, false, false],
    });
  });

  it('is empty at first', () => {
    const trace = createTrace();
    expect(trace.latest()).toBeUndefined();
    expect(trace.recent(10)).toEqual({ agoS: [], angleDeg: [], isFilled: [] });
  });

  it('overwrites its oldest samples', () => {
    const trace = createTrace(3);
    trace.add([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]);
    expect(trace.recent(10).angleDeg).toEqual([2, 3, 4]);
  });

  it('knows which angles were drawn over a gap', () => {
    const trace = createTrace();
    trace.add([0, 1, 2], [10, 11, 12], [1]);
    trace.add([3], [13]);
    expect(trace.recent(10).isFilled).toEqual([false, true, false, false]);
  });

  it('begins anew when time begins anew', () => {
    const trace = createTrace();
    trace.add([50, 51], [1, 2]);
    trace.add([0, 1], [3, 4]);
    expect(trace.recent(100).angleDeg).toEqual([3, 4]);
  });
});
