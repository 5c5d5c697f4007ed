import { readFileSync } from 'node:fs';
import { HARD_CEILINGS } from '../../protocol/limits.ts';
import type { SessionConfig, SessionEvent, SessionState, stepSession } from '../../protocol/session.ts';
import { DEFAULT_SESSION_CONFIG } from '../../protocol/session.ts';

/** The scenario traces of a reference reducer and how its words map to this one's. */
export interface TraceFile {
  readonly config: Readonly<Record<string, number | string>>;
  readonly prescription: Readonly<Record<string, number | string>>;
  readonly traces: readonly Trace[];
}

export interface Trace {
  readonly name: string;
  readonly inputs: readonly TraceInput[];
  readonly end_ms: number;
  readonly transitions: readonly Transition[];
  readonly final: Readonly<Record<string, number | string>>;
}

export interface TraceInput {
  readonly at_ms: number;
  readonly event: string;
  readonly authentic?: boolean;
  readonly counter?: number;
  readonly boot?: number;
  readonly ttl_ms?: number;
  readonly current_ua?: number;
  readonly prescription?: 'valid' | 'expired';
  readonly now?: number;
  readonly ok?: boolean;
  readonly fault?: string;
}

export interface Transition {
  readonly at_ms: number;
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly current_ua: number;
  readonly fault: string | null;
}

const path = new URL('../fixtures/session_traces.json', import.meta.url);
export const TRACES = JSON.parse(readFileSync(path, 'utf8')) as TraceFile;

const number = (value: number | string | undefined): number => Number(value);

export function traceConfig(file: TraceFile): SessionConfig {
  const config = file.config;
  return {
    ...DEFAULT_SESSION_CONFIG,
    sealRequired: false,
    tickMs: number(config.tick_ms),
    leaseMaxMs: number(config.lease_max_ms),
    armTtlMs: number(config.arm_ttl_ms),
    riseUaPerS: number(config.rise_ua_per_s),
    stepMaxUa: number(config.step_max_ua),
    stepDwellMs: number(config.step_dwell_ms),
    rampDownMs: number(config.ramp_down_ms),
    restPolicy: 'full',
    restMs: number(config.rest_ms),
    sessionMaxMs: number(config.session_max_ms),
    dayMaxMs: number(config.day_max_ms),
    pauseMaxMs: number(config.pause_max_ms),
    contactHealthyMs: 0,
    contactAtBoot: true,
  };
}

/** The reference knows one fault from its acknowledgement by name only; ours travels as ACK_FAULT. */
export function eventOf(input: TraceInput, file: TraceFile): SessionEvent {
  const prescription = file.prescription;
  if (input.event === 'CONFIRM' || input.event === 'STOP' || input.event === 'REBOOT') return { kind: input.event };
  if (input.event === 'CONTACT') return { kind: 'CONTACT', ok: input.ok ?? false };
  const command = {
    kind: (input.event === 'ACK' ? 'ACK_FAULT' : input.event) as 'ARM',
    counter: number(input.counter),
    boot: number(input.boot),
    ttlMs: input.ttl_ms ?? 0,
    currentUa: input.current_ua ?? 0,
    fault: input.fault ?? '',
    phaseUs: number(prescription.phase_us),
    rateMillihertz: number(prescription.rate_hz) * 1000,
    ceilingUa: number(prescription.max_current_ua),
    sessionMs: number(prescription.session_ms),
    padAreaMm2: number(prescription.pad_area_cm2) * 100,
    nowS: input.now ?? 0,
    expiresAtS: input.prescription === 'expired' ? number(input.now) : number(prescription.expires_at),
  };
  return { kind: 'COMMAND', command, authentic: input.authentic ?? false };
}

export const finalOf = (state: SessionState): Record<string, number | string> => ({
  state: state.state,
  current_ua: state.currentUa,
  session_ms: state.sessionMs,
  day_ms: state.dayMs,
  absolute_charge_nc: state.chargeNc,
  rest_left_ms: state.restLeftMs,
});

export const HARD = HARD_CEILINGS;

/** Plays a trace on a state, in place; inputs of an instant come before the tick that moves time on. */
export function runTrace(trace: Trace, state: SessionState, step: typeof stepSession): Transition[] {
  const transitions: Transition[] = [];
  const play = (event: SessionEvent, atMs: number): void => {
    const changes = state.changes;
    step(state, event);
    if (state.changes === changes) return;
    const by = state.changedBy === 'ACK_FAULT' ? 'ACK' : state.changedBy;
    const fault = state.fault === '' ? null : state.fault;
    transitions.push({
      at_ms: atMs,
      event: by,
      from: state.changedFrom,
      to: state.state,
      current_ua: state.currentUa,
      fault,
    });
  };
  const { tickMs } = state.config;
  for (let atMs = 0; atMs <= trace.end_ms; atMs += tickMs) {
    for (const input of trace.inputs) if (input.at_ms === atMs) play(eventOf(input, TRACES), atMs);
    if (atMs < trace.end_ms) play({ kind: 'TICK' }, atMs + tickMs);
  }
  return transitions;
}
