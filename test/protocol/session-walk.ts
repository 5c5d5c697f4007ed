import { HARD_CEILINGS } from '../../protocol/limits.ts';
import type { SessionConfig, SessionEvent, SessionPhase, SessionState } from '../../protocol/session.ts';
import { initialSession, restorePrescription, stepSession } from '../../protocol/session.ts';
import type { SessionMemory } from '../../protocol/session-memory.ts';
import { memoryOf, restoredSession } from '../../protocol/session-memory.ts';
import { Tally, Violation } from './session-invariants.ts';
import { SessionMonitor } from './session-monitor.ts';
import type { Move } from './session-moves.ts';
import { BRIEF_CONFIG } from './session-moves.ts';
import { Walker } from './session-walker.ts';

/** How old what flash holds may be: the band writes at each transition, when it is told another time, and so often besides. */
const WRITE_TICKS = 20;
const ALWAYS_KEPT: readonly string[] = ['RESTART', 'REBOOT', 'ENROLLED'];

export const CONFIGS: readonly SessionConfig[] = [
  { ...BRIEF_CONFIG, restPolicy: 'full' },
  { ...BRIEF_CONFIG, restPolicy: 'proportional' },
  { ...BRIEF_CONFIG, restPolicy: 'proportional', sealRequired: true },
];

/** Where the steps of many walks went: a walk that idles proves nothing. */
export class WalkStatistics {
  readonly tally = new Tally();
  steps = 0;
  readonly states: Partial<Record<SessionPhase, number>> = {};
  /** By kind of command: done, refused, duplicate. */
  readonly commands: Record<string, [number, number, number]> = {};
  readonly reasons: Record<string, number> = {};

  count(event: SessionEvent, after: SessionState): void {
    this.states[after.state] = (this.states[after.state] ?? 0) + 1;
    if (event.kind !== 'COMMAND') return;
    const answers = this.commands[event.command.kind] ?? [0, 0, 0];
    this.commands[event.command.kind] = answers;
    answers[after.ackResult === 'DONE' ? 0 : after.ackResult === 'REFUSED' ? 1 : 2]++;
    if (after.ackReason !== '') this.reasons[after.ackReason] = (this.reasons[after.ackReason] ?? 0) + 1;
  }
}

/** What a walk comes down to, so that it can be played again. */
type WalkedEvent = SessionEvent | { readonly kind: 'RESTARTED'; readonly memory: string; readonly loses: boolean };

interface Flash {
  memory: string;
  ageTicks: number;
}

/** One line a transition, as an auditor would write it. */
function logLine(state: SessionState): string {
  return `${state.changes} ${state.changedFrom}>${state.state} ${state.changedBy} ${state.currentUa} ${state.fault} ${state.stopReason}`;
}

/** In place, because the walker and the monitor look at the state by reference. */
function restart(state: SessionState, text: string, loses: boolean): void {
  const memory = JSON.parse(text) as SessionMemory;
  const { prescription, config } = state;
  const unwrittenMs = WRITE_TICKS * config.tickMs;
  Object.assign(state, restoredSession(config, HARD_CEILINGS, memory, unwrittenMs));
  if (prescription !== null && !loses) restorePrescription(state, prescription);
}

function keep(state: SessionState, flash: Flash, changed: boolean): void {
  flash.ageTicks++;
  if (!changed && flash.ageTicks < WRITE_TICKS) return;
  flash.ageTicks = 0;
  flash.memory = JSON.stringify(memoryOf(state));
}

/** I17: the same events on a fresh state end in the same state, by the same log. */
function checkReplay(
  events: readonly WalkedEvent[],
  log: readonly string[],
  config: SessionConfig,
  end: SessionState,
): void {
  const state = initialSession(config, 1, HARD_CEILINGS);
  let at = 0;
  for (const event of events) {
    const changes = state.changes;
    if (event.kind === 'RESTARTED') restart(state, event.memory, event.loses);
    else stepSession(state, event);
    if (state.changes !== changes && logLine(state) !== log[at++])
      throw new Violation('I17', `line ${at} of the log differs`);
  }
  for (const field in end) {
    const name = field as keyof SessionState;
    const same =
      Object.is(state[name], end[name]) || (name === 'pattern' && state.pattern.length === end.pattern.length);
    if (!same) throw new Violation('I17', `${name} differs after a replay`);
  }
}

/** The events that a path becomes, one line each, up to where it ends or breaks something; equal neighbours are counted. */
export function eventsOf(path: readonly Move[], config: SessionConfig): string[] {
  const lines: { text: string; times: number }[] = [];
  const note = (event: WalkedEvent | string): void => {
    const text = JSON.stringify(event, (_key, value) => (value instanceof Uint8Array ? [...value].join(' ') : value));
    const last = lines.at(-1);
    if (last?.text === text) last.times++;
    else lines.push({ text, times: 1 });
  };
  try {
    walk(path, config, new WalkStatistics(), note);
  } catch (error) {
    note(String(error));
  }
  return lines.map(({ text, times }) => (times > 1 ? `${times} x ${text}` : text));
}

/** @throws Violation */
export function walk(
  path: readonly Move[],
  config: SessionConfig,
  statistics: WalkStatistics,
  witness: (event: WalkedEvent | string) => void = () => {},
): void {
  const { tally } = statistics;
  const state = initialSession(config, 1, HARD_CEILINGS);
  const before = { ...state };
  const monitor = new SessionMonitor(config, tally);
  const walker = new Walker();
  const flash: Flash = { memory: JSON.stringify(memoryOf(state)), ageTicks: 0 };
  const events: WalkedEvent[] = [];
  const log: string[] = [];
  for (const move of [...path, { kind: 'wait', ticks: 60, leases: false } as const]) {
    for (const event of walker.events(state, move)) {
      Object.assign(before, state);
      if (event.kind === 'RESTART') {
        const restarted = { kind: 'RESTARTED', memory: flash.memory, loses: event.loses } as const;
        events.push(restarted);
        witness(restarted);
        restart(state, flash.memory, event.loses);
        monitor.checkRestart(before, state);
      } else {
        events.push(event);
        witness(event);
        stepSession(state, event);
        monitor.check(before, event, state);
        statistics.count(event, state);
      }
      const changed = state.changes !== before.changes;
      if (changed) log.push(logLine(state));
      const told = state.latestNowS !== before.latestNowS;
      keep(state, flash, changed || told || ALWAYS_KEPT.includes(event.kind));
    }
  }
  statistics.steps += monitor.steps;
  tally.hold('I15', state.currentUa === 0, 'output without any input');
  checkReplay(events, log, config, state);
  tally.counts.I17 += log.length;
}
