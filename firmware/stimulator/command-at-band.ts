import { wordOf } from '../../protocol/band-words.ts';
import type { Command } from '../../protocol/generated/device-wire.ts';
import type { SessionCommand } from '../../protocol/session.ts';
import { heardAgeMs } from '../device-clock.ts';
import type { OpenedCommand } from './command-gate.ts';

/** Written in by the build: a bench build has words where a release has their codes. */
declare const DEVELOPMENT: boolean;

/** The end of a lease may be seen a tick of the session late. */
const LATE_MS = 100;

/** What the band adds to a command that came over the air. */
interface HeardAtBand {
  prescription?: OpenedCommand['prescription'];
  heardAgeMs?: number;
}

/** A lease runs from the moment it arrived, however long the band took to open it. */
function shortenLease(command: Command, waitedMs: number, leaseMaxMs: number): void {
  command.ttlMs = Math.max(0, Math.min(command.ttlMs, leaseMaxMs) - Math.ceil(waitedMs) - LATE_MS);
}

/**
 * The command as the session takes it. A host that never heard the band is as stale as any; how old it was is judged by when it
 * arrived, too: a band with much to do would else take its own work for a late host, and end what two quick presses of a key ask for.
 */
export function commandAtBand(opened: OpenedCommand, receivedS: number, leaseMaxMs: number): SessionCommand {
  const command = opened.command;
  const waitedMs = (getTime() - receivedS) * 1000;
  if (command.kind === 'LEASE') shortenLease(command, waitedMs, leaseMaxMs);
  if (DEVELOPMENT) command.fault = wordOf(command.fault);
  const asked = command as HeardAtBand as SessionCommand & HeardAtBand;
  asked.prescription = opened.prescription;
  asked.heardAgeMs = heardAgeMs(command.heardTicks) - Math.floor(waitedMs);
  return asked;
}
