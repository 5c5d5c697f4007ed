import type { Command } from '../../protocol/generated/device-wire.ts';
import type { SessionCommand } from '../../protocol/session.ts';
import { heardAgeMs } from '../device-clock.ts';
import type { OpenedCommand } from './command-gate.ts';

/** The end of a lease may be seen a tick of the session late. */
const LATE_MS = 100;

/** What the band adds to a command that came over the air. */
interface HeardAtBand {
  prescription?: OpenedCommand['prescription'];
  heardAgeMs?: number;
}

/** A lease runs from the moment it arrived, however long the band took to open it. */
function shortenLease(command: Command, receivedS: number, leaseMaxMs: number): void {
  const waitedMs = Math.ceil((getTime() - receivedS) * 1000) + LATE_MS;
  command.ttlMs = Math.max(0, Math.min(command.ttlMs, leaseMaxMs) - waitedMs);
}

/** The command as the session takes it. A host that never heard the band is as stale as any. */
export function commandAtBand(opened: OpenedCommand, receivedS: number, leaseMaxMs: number): SessionCommand {
  const command = opened.command;
  if (command.kind === 'LEASE') shortenLease(command, receivedS, leaseMaxMs);
  const asked = command as HeardAtBand as SessionCommand & HeardAtBand;
  asked.prescription = opened.prescription;
  asked.heardAgeMs = heardAgeMs(command.heardTicks);
  return asked;
}
