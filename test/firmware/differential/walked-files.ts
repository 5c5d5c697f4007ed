import { KEY_FILES } from '../bench-band.ts';
import { openWalk } from './stim-walk.ts';
import type { FlashedBuild } from './two-builds.ts';

/** What is in flash after a walk, and a restart. */
export function walkedFiles(
  builds: readonly [FlashedBuild, FlashedBuild],
  seed: number,
  steps: number,
  files: Readonly<Record<string, string>> = KEY_FILES,
): Record<string, string> {
  const walk = openWalk(builds, seed, files);
  walk.take(steps);
  walk.boards.both((board) => board.reboot('power'));
  walk.boards.advance(3000);
  return walk.boards.contents();
}
