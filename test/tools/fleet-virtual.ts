import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyFile } from '../../host/keys/key-file.ts';
import type { FleetHand } from '../../host/tools/fleet-enrolment.ts';
import type { FleetKeys, KeyDrawer } from '../../host/tools/fleet-keys.ts';
import type { FleetRow } from '../../host/tools/fleet-list.ts';
import type { FleetProgress } from '../../host/tools/fleet-progress.ts';
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

export interface Drawer extends KeyDrawer {
  readonly made: Map<string, FleetKeys>;
}

/** Keys in the clear, at once. @param secret of a key that is there already */
export function drawerWith(device: string, secret?: Uint8Array): Drawer {
  const keyOf = (secret: Uint8Array): FleetKeys => ({ link: { file: { id: device } as KeyFile, secret } });
  const made = new Map<string, FleetKeys>(secret ? [[device, keyOf(secret)]] : []);
  return {
    made,
    keysOf: async (one) => {
      const keys = made.get(one) ?? keyOf(new Uint8Array(randomBytes(16)));
      made.set(one, keys);
      return keys;
    },
    linkKeyOf: async (one) => made.get(one)?.link.secret,
    forget: (one) => void made.delete(one),
  };
}

/** The process dies at the n-th line of the progress, before or after that is on the disk. */
export function dyingAt(progress: FleetProgress, nth: number, when: 'before' | 'after'): FleetProgress {
  let notes = 0;
  return {
    ...progress,
    note: (note) => {
      const dies = ++notes === nth;
      if (dies && when === 'before') throw new Error('killed');
      progress.note(note);
      if (dies) throw new Error('killed');
    },
  };
}
