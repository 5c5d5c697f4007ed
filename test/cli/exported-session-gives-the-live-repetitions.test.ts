import { expect, test } from 'vitest';
import { exportedAndAnalysed, liveSession, repsOf, traceOf } from './live-session.ts';

const AIRS = [
  { name: '2 % loss', lossShare: 0.02, burstPackets: 3 },
  { name: '20 % loss in bursts of 30 packets, more than is ever asked for again', lossShare: 0.2, burstPackets: 30 },
];

test.each(AIRS)(
  'exported and analysed it gives the same repetitions and angles to the last bit: $name',
  async (loss) => {
    const session = liveSession(loss);
    const { said } = session;
    const marks = said.flatMap((event) => (event.kind === 'recorded' ? [...(event.frame.marks ?? [])] : []));
    if (loss.lossShare > 0.1) expect(new Set(marks).size, 'kinds of gaps').toBeGreaterThan(3);
    const analysed = await exportedAndAnalysed(session);
    const live = traceOf(said);
    const again = traceOf(analysed);
    expect(again.length).toBe(live.length);
    expect(again.findIndex((value, i) => !Object.is(value, live[i]))).toBe(-1);
    expect(repsOf(said).length).toBeGreaterThan(3);
    // Strict and by Object.is, number for number: confidence, metrics and the time of telling included.
    expect(repsOf(analysed)).toStrictEqual(repsOf(said));
  },
);
