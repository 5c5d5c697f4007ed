import {
  RESET_CAUSE_POWER_ON,
  RESET_CAUSE_RESET_PIN,
  RESET_CAUSE_SOFTWARE,
  RESET_CAUSE_WATCHDOG,
  RESET_CAUSE_WOKEN,
} from '../protocol/generated/device-wire.ts';
import { keep, kept } from './keeping.ts';

/**
 * RESETREAS of the nRF52 (nRF52840 product specification 5.3.7.13): one bit a cause, 0 after power was lost. Bits stay until
 * somebody writes them; neither Espruino nor its bootloader does (2v29), and the radio's software forbids scripts to. So flash keeps
 * what was read at the last start, and what came since is the cause of this one. The same cause once more tells nothing new: then it
 * is known only where no other bit stands beside it.
 */
const RESETREAS = 0x40000400;
const FILE = 'why';

/** Once a start. @returns RESET_CAUSE_…; 0 where it cannot be told */
export function resetCause(): number {
  const bits = peek32(RESETREAS);
  const known = +kept(FILE) || 0;
  if (bits !== known) keep(FILE, '' + bits);
  // Made for this one call: it takes no memory afterwards.
  const causes: { [bits: number]: number } = {
    0: RESET_CAUSE_POWER_ON,
    1: RESET_CAUSE_RESET_PIN,
    2: RESET_CAUSE_WATCHDOG,
    4: RESET_CAUSE_SOFTWARE,
    65536: RESET_CAUSE_WOKEN,
  };
  return causes[bits & ~known || bits] || 0;
}
