import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { createController, type HciController } from '../../../sim/radio/hci-controller.ts';
import type { RadioPeripheral } from '../../../sim/radio/peripheral.ts';
import { serveController } from '../../../sim/radio/serve-h4.ts';

export interface ServedRadio {
  /** A serial device that speaks H4. */
  readonly path: string;
  readonly controller: HciController;
}

/** A virtual controller on a pseudo-terminal, in real time, for as long as the test lasts. */
export async function servedRadio(peripherals: readonly RadioPeripheral[]): Promise<ServedRadio> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-hci-'));
  const controller = createController({ timeline: wallTimeline(), peripherals });
  const { path, close } = await serveController(controller, join(folder, 'hci'));
  onTestFinished(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { path, controller };
}
