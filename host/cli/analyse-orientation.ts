import { Command } from 'commander';
import { nominalRateHz, recordingBlocks } from '../connect/recording-blocks.ts';
import { initialOrientation, ORIENTED, QUATERNION, stepOrientation } from '../motion/orientation/orientation.ts';
import { say } from './console.ts';
import { withExamples } from './help.ts';
import { readRecording } from './recordings.ts';
import { writeResult } from './result-file.ts';

export function orientationCommand(): Command {
  const command = new Command('orientation')
    .summary('orientation of one sensor, without magnetometer')
    .requiredOption('--in <file>', 'recording')
    .requiredOption('--out <file>', 'CSV to write: t_s,qw,qx,qy,qz, sensor to earth, z up')
    .action(analyseOrientation);
  return withExamples(command, ['limber analyse orientation --in a.csv --out quaternions.csv']);
}

function analyseOrientation(options: { readonly in: string; readonly out: string }): void {
  const recording = readRecording(options.in);
  const lines = ['t_s,qw,qx,qy,qz'];
  let state = initialOrientation(nominalRateHz(recording));
  // Any placement serves: orientation is a matter of one sensor alone.
  for (const block of recordingBlocks(recording, 'thigh', 0)) {
    const [next, { rows, count }] = stepOrientation(state, block);
    state = next;
    for (let i = 0; i < count; i++) {
      const at = i * ORIENTED;
      lines.push([rows[at]! / 1000, ...rows.subarray(at + QUATERNION, at + QUATERNION + 4)].join(','));
    }
  }
  writeResult(options.out, `${lines.join('\n')}\n`);
  say(`${lines.length - 1} orientations written to ${options.out}`);
}
