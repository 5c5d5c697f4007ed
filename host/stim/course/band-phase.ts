import type { SessionPhase } from '../../../protocol/session.ts';

const RUNNING: readonly SessionPhase[] = ['RAMPING_UP', 'ACTIVE', 'PAUSED', 'RAMPING_DOWN'];

/** A session was started and has not ended, by the band's own word. */
export const isRunningPhase = (phase: SessionPhase): boolean => RUNNING.includes(phase);
