import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetHand } from '../../host/tools/fleet-enrolment.ts';
import type { FleetRow } from '../../host/tools/fleet-list.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Link } from '../../protocol/link.ts';
import { BOARD_KINDS } from '../../sim/board/board-kinds.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import type { VirtualClock } from '../../sim/board/virtual-clock.ts';
import { flashedFiles } from '../../sim/flash-layout.ts';
import type { SimulatedDevice } from '../../sim/world.ts';
import { startDevice } from '../cli/fleet-bench.ts';

/** Nobody to tell. */
export const SILENT_HAND: FleetHand = { ask: () => {}, asked: () => {} };

export const row = (label: string, more: Partial<FleetRow> = {}): FleetRow => ({
  line: 2,
  device: '',
  role: 'motion',
  board: 'puck',
  port: label,
  label,
  person: '',
  note: '',
  ...more,
});

/** Commands come and go; the band behind its port stays. */
export function openAs(link: Link): Link {
  return { ...link, close: async () => {} };
}

export const noPort = (path: string, why = 'No such file or directory'): LimberError =>
  new LimberError('link/port-unavailable', `The port ${path} cannot be opened: Error: ${why}.`);

export interface VirtualBand {
  readonly device: SimulatedDevice;
  readonly flash: SimulatedFlash;
  readonly presses: () => number;
}

/** A motion band with the built firmware, in virtual time. @param hand false: nobody presses */
export function virtualBand(
  clock: VirtualClock,
  seed: number,
  stored: Readonly<Record<string, string>> = {},
  hand = true,
): VirtualBand {
  const flash = createFlash(BOARD_KINDS.puck.flashBytes, { ...flashedFiles('motion'), ...stored });
  let presses = 0;
  const press = (): void => {
    if (!hand) return;
    presses++;
    device.board.pressButton();
  };
  const device: SimulatedDevice = startDevice(clock, { name: `band-${seed}`, seed, role: 'motion', flash, press });
  return { device, flash, presses: () => presses };
}

export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `limber-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
