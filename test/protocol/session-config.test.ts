import { describe, expect, test } from 'vitest';
import { HARD_CEILINGS } from '../../protocol/limits.ts';
import { DEFAULT_SESSION_CONFIG, initialSession } from '../../protocol/session.ts';

/** Said twice on purpose: whoever changes a time that a patient relies on changes it here, too. */
describe('a real band', () => {
  test('runs under these times', () => {
    expect(DEFAULT_SESSION_CONFIG).toEqual({
      deviceId: '',
      tickMs: 50,
      leaseMaxMs: 2_000,
      riseFreshMs: 1_000,
      armTtlMs: 30_000,
      riseUaPerS: 4_000,
      stepMaxUa: 2_000,
      stepDwellMs: 1_000,
      oversizedMax: 5,
      rampDownMs: 500,
      restPolicy: 'proportional',
      restMs: 1_800_000,
      restMinMs: 10_000,
      briefMs: 60_000,
      sessionMaxMs: 3_600_000,
      dayMaxMs: 10_800_000,
      dayWindowMs: 86_400_000,
      pauseMaxMs: 300_000,
      contactHealthyMs: 3_000,
      contactAtBoot: false,
      batteryLowPercent: 15,
      batteryCriticalPercent: 5,
      batteryLowMs: 120_000,
      sealRequired: true,
      staleMs: 1_000,
      offerTtlMs: 30_000,
      loopWindowMs: 600_000,
    });
  });

  test('begins idle, with nothing used up, nothing believed and a full battery', () => {
    const { config, hard, pattern, batteryPercent, boot, ...rest } = initialSession(
      DEFAULT_SESSION_CONFIG,
      7,
      HARD_CEILINGS,
    );
    expect([config, hard, batteryPercent, boot]).toEqual([DEFAULT_SESSION_CONFIG, HARD_CEILINGS, 100, 7]);
    expect(pattern).toHaveLength(0);
    const { state, changedFrom, ackResult, prescription, offer, ...values } = rest;
    expect({ state, changedFrom, ackResult, prescription, offer }).toEqual({
      state: 'IDLE',
      changedFrom: 'IDLE',
      ackResult: 'DONE',
      prescription: null,
      offer: null,
    });
    for (const [name, value] of Object.entries(values)) expect([0, '', false], name).toContain(value);
  });
});
