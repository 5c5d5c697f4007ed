import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseRecording, type Recording } from '../../host/connect/recording.ts';
import { type Recorder, type RecorderPlan, recordBands } from '../../host/tools/recorder.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';
import { DEMONSTRATION_SCRIPT, scriptedMovement } from '../../sim/patient.ts';
import { seededRandom } from '../../sim/random.ts';
import { waitingPatient } from '../../sim/waiting-patient.ts';
import { createWorld, type SimulatedDevice } from '../../sim/world.ts';
import { SEED } from '../seeded.ts';
import { passUntil } from '../virtual-time.ts';

/** Two simulated bands that are being recorded, in virtual time. */
export interface RecorderBench {
  readonly clock: VirtualClock;
  readonly devices: readonly SimulatedDevice[];
  readonly recorder: Recorder;
  readonly folder: string;
  readonly said: string[];
  /** As replay and analyse read it. */
  read(name: string): Recording;
}

export async function recorderBench(
  change: Partial<RecorderPlan> = {},
  prepare: (device: SimulatedDevice, clock: VirtualClock) => Promise<void> = async () => {},
): Promise<RecorderBench> {
  const clock = createVirtualClock(0);
  // Who sits still: what is recorded here is not what is done.
  const movement = waitingPatient(scriptedMovement(DEMONSTRATION_SCRIPT, seededRandom(SEED)));
  const { devices } = createWorld({ clock, seed: SEED, motionOnly: true, movement });
  await prepare(devices[0]!, clock);
  const folder = change.folder ?? temporaryFolder();
  const said: string[] = [];
  const links = devices.map(({ link, placement }) => ({ link, name: placement, placement: placement as 'thigh' }));
  const say = (line: string): void => void said.push(line);
  const plan = { links, timeline: clock, wall: clock, folder, raw: false, hurried: false, say, ...change };
  const recorder = await passUntil(clock, recordBands(plan));
  const read = (name: string): Recording => {
    const path = join(folder, `${name}.csv`);
    return parseRecording(readFileSync(path, 'utf8'), path);
  };
  return { clock, devices, recorder, folder, said, read };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'limber-recorder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
