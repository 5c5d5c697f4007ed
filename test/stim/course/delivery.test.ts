import { expect, test } from 'vitest';
import {
  askDelivery,
  type Delivery,
  type DeliveryEvent,
  initialDelivery,
  stepDelivery,
} from '../../../host/stim/course/delivery.ts';
import type { StimulationTelemetry } from '../../../protocol/session.ts';

type Report = Omit<StimulationTelemetry, 'sequence'> & { readonly sequence?: number };

const IDLE: Report = {
  ticks: 0,
  boot: 1,
  session: 4,
  state: 'IDLE',
  currentUa: 0,
  remainingMs: 0,
  pulses: 900,
  chargeNc: 5000,
  peakCurrentUa: 8000,
  lastCounter: 0,
  fault: '',
  confirmed: false,
  contactOk: true,
  batteryPercent: 90,
  restLeftMs: 0,
  dayMs: 10_000,
  stopReason: '',
  asks: 'NOTHING',
  prescriptionTag: 0,
};
const ACTIVE = { ...IDLE, session: 5, state: 'ACTIVE', currentUa: 20_000, peakCurrentUa: 20_000 } as const;

const viewOf = (reason: string) => ({ state: 'IDLE', reason, remainderMs: 0, restLeftMs: 0 }) as const;

function follow(
  reports: readonly {
    readonly atMs: number;
    readonly telemetry: Report;
    readonly phase?: 'idle' | 'running' | 'stopping';
  }[],
): { delivery: Delivery; events: DeliveryEvent[] } {
  let delivery = askDelivery(initialDelivery(), 0);
  const events: DeliveryEvent[] = [];
  for (const [sequence, { atMs, telemetry, phase = 'running' }] of reports.entries()) {
    const heard = { sequence: sequence + 1, ...telemetry };
    const [next, told] = stepDelivery(delivery, { atMs, phase, view: viewOf(''), telemetry: heard });
    delivery = next;
    events.push(...told);
  }
  return { delivery, events };
}

const kinds = (events: readonly DeliveryEvent[]): string[] => events.map(({ kind }) => kind);

test('what earlier sessions delivered is not booked again', () => {
  const { delivery } = follow([{ atMs: 0, telemetry: IDLE }]);
  expect(delivery.totals.pulses).toBe(0);
});

test('a session is booked from zero, after its mark, once a second, and closed with the word of the band', () => {
  const { delivery, events } = follow([
    { atMs: 0, telemetry: IDLE },
    { atMs: 100, telemetry: { ...ACTIVE, pulses: 10, chargeNc: 80, dayMs: 10_100 } },
    { atMs: 300, telemetry: { ...ACTIVE, pulses: 30, chargeNc: 240, dayMs: 10_300 } },
    { atMs: 1400, telemetry: { ...ACTIVE, pulses: 140, chargeNc: 1120, dayMs: 11_400 } },
    {
      atMs: 2000,
      phase: 'idle',
      telemetry: {
        ...ACTIVE,
        state: 'LOCKOUT',
        currentUa: 0,
        pulses: 150,
        chargeNc: 1200,
        dayMs: 11_500,
        stopReason: 'SESSION_DONE',
      },
    },
  ]);
  expect(kinds(events)).toEqual(['dose', 'started', 'dose', 'dose', 'dose', 'stopped', 'over']);
  expect(events[0]).toMatchObject({ pulses: 0, chargeNc: 0, onTimeMs: 0, mark: { session: 4, pulses: 900 } });
  expect(delivery).toMatchObject({
    stopReason: 'SESSION_DONE',
    totals: { pulses: 150, chargeNc: 1200, onTimeMs: 1500, peakCurrentUa: 20_000 },
  });
});

test('a charge counter that wraps at 4.29 C goes on counting', () => {
  const { delivery } = follow([
    { atMs: 0, telemetry: { ...ACTIVE, pulses: 0, chargeNc: 2 ** 32 - 100 } },
    { atMs: 2000, telemetry: { ...ACTIVE, pulses: 9, chargeNc: 400 } },
  ]);
  expect(delivery.totals.chargeNc).toBe(500);
});

test('a band that restarted is not taken for one whose counter wrapped', () => {
  const { delivery } = follow([
    { atMs: 0, telemetry: { ...ACTIVE, pulses: 90, chargeNc: 9000 } },
    {
      atMs: 2000,
      phase: 'idle',
      telemetry: { ...ACTIVE, boot: 2, state: 'LOCKOUT', pulses: 80, chargeNc: 8000, stopReason: 'REBOOT' },
    },
  ]);
  expect(delivery).toMatchObject({ stopReason: 'REBOOT', totals: { chargeNc: 0 } });
});

test('a band that stays silent after STOP is given up, and the record says that nobody knows', () => {
  const { delivery, events } = follow([
    { atMs: 0, telemetry: ACTIVE },
    { atMs: 1000, phase: 'stopping', telemetry: ACTIVE },
    { atMs: 40_000, phase: 'stopping', telemetry: ACTIVE },
  ]);
  expect(delivery).toMatchObject({ over: true, stopReason: 'UNKNOWN' });
  expect(kinds(events).at(-1)).toBe('over');
});

test('a refusal to begin is the reason of the end', () => {
  const [delivery] = stepDelivery(askDelivery(initialDelivery(), 0), {
    atMs: 1,
    phase: 'idle',
    view: viewOf('RESTING'),
    telemetry: null,
  });
  expect(delivery).toMatchObject({ over: true, stopReason: 'RESTING' });
});

test('a frame that comes in after a later one is not booked, nor is one from before the mark', () => {
  const later = { ...ACTIVE, pulses: 500, chargeNc: 4000, dayMs: 15_000 };
  const { delivery } = follow([
    { atMs: 0, telemetry: IDLE },
    { atMs: 1000, telemetry: { ...later, sequence: 9 } },
    { atMs: 1100, telemetry: { ...ACTIVE, pulses: 300, chargeNc: 2400, dayMs: 13_000, sequence: 7 } },
    { atMs: 3000, telemetry: { ...later, pulses: 600, chargeNc: 4800, dayMs: 16_000, sequence: 10 } },
  ]);
  expect(delivery.totals).toMatchObject({ pulses: 600, chargeNc: 4800, onTimeMs: 6000 });
  const restarted = initialDelivery({ boot: 1, session: 5, pulses: 600, chargeNc: 4800, dayMs: 16_000 });
  const old = { ...later, sequence: 3 };
  const [, told] = stepDelivery(restarted, { atMs: 0, phase: 'idle', view: viewOf(''), telemetry: old });
  expect(told).toEqual([]);
});

const MARK = { boot: 1, session: 5, pulses: 5980, chargeNc: 45_760_000, dayMs: 59_900 };
const ANEW = { ...ACTIVE, session: 4, pulses: 0, chargeNc: 0, dayMs: 0 } as const;

test.each([
  ['the same session', 5],
  ['an earlier session', 1],
])('F7: a band that has lost its counters, now in %s, is booked from 0', (_, session) => {
  let delivery = askDelivery(initialDelivery(MARK), 0);
  const booked = { pulses: 0, chargeNc: 0, onTimeMs: 0 };
  const hear = (atMs: number, report: Report): void => {
    const telemetry = { ...report, sequence: atMs };
    const [next, events] = stepDelivery(delivery, { atMs, phase: 'running', view: viewOf(''), telemetry });
    delivery = next;
    for (const event of events) {
      if (event.kind !== 'dose' && event.kind !== 'late-dose') continue;
      booked.pulses += event.pulses;
      booked.chargeNc += event.chargeNc;
      booked.onTimeMs += event.onTimeMs;
    }
  };
  for (const atMs of [0, 1000, 2000]) hear(atMs, { ...ANEW, session: session - 1, state: 'IDLE', currentUa: 0 });
  for (const tS of [1, 2, 3]) {
    hear(2000 + tS * 1000, { ...ANEW, session, pulses: 100 * tS, chargeNc: 800_000 * tS, dayMs: 1000 * tS });
  }
  expect(booked).toEqual({ pulses: 300, chargeNc: 2_400_000, onTimeMs: 3000 });
  expect(delivery.totals).toMatchObject({ pulses: 300, chargeNc: 2_400_000 });
});

test('a frame that was on its way before the mark was stored counts nothing', () => {
  const late = { ...ACTIVE, session: 5, pulses: 5900, chargeNc: 45_000_000, dayMs: 59_000 };
  const now = { ...late, pulses: 6000, chargeNc: 45_920_000, dayMs: 60_100 };
  let delivery = askDelivery(initialDelivery(MARK), 0);
  const told: DeliveryEvent[] = [];
  for (const [i, telemetry] of [late, { ...late, pulses: 5950 }, now].entries()) {
    const input = {
      atMs: i * 400,
      phase: 'running',
      view: viewOf(''),
      telemetry: { ...telemetry, sequence: i },
    } as const;
    const [next, events] = stepDelivery(delivery, input);
    delivery = next;
    told.push(...events);
  }
  expect(told).toMatchObject([{ kind: 'late-dose', pulses: 20, chargeNc: 160_000, onTimeMs: 200 }]);
});
