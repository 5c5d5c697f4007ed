import { Command, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Recording } from '../connect/recording.ts';
import { nominalRateHz, recordingBlocks } from '../connect/recording-blocks.ts';
import { checkMagnetometerUnit } from '../connect/recording-units.ts';
import { joinBlocks } from '../motion/orientation/block-part.ts';
import { LIMBER, PAPER } from '../motion/orientation/calibrated-orientation.ts';
import { orientRecorded } from '../motion/orientation/recorded-orientation.ts';
import { say, showProgress } from './console.ts';
import { withExamples } from './help.ts';
import { readRecording } from './recordings.ts';
import { writeResult } from './result-file.ts';

interface OrientationOptions {
  readonly in: string;
  readonly out: string;
  readonly mode: '6d' | '9d';
  readonly offline?: true;
  readonly tuning: 'limber' | 'paper';
}

export function orientationCommand(): Command {
  const command = new Command('orientation')
    .summary('orientation of one sensor')
    .requiredOption('--in <file>', 'recording; 9d needs its columns mx_ut,my_ut,mz_ut')
    .requiredOption('--out <file>', 'CSV to write: t_s,qw,qx,qy,qz, sensor to earth, z up; 9d: x east, y north')
    .addOption(new Option('--mode <mode>', 'without or with magnetometer').choices(['6d', '9d']).default('6d'))
    .option('--offline', 'use the samples after a moment for it, too: for stored sessions')
    .addOption(
      new Option('--tuning <tuning>', 'paper: exactly VQF, which learns neither gains nor magnets')
        .choices(['limber', 'paper'])
        .default('limber'),
    )
    .action(analyseOrientation);
  return withExamples(command, [
    'limber analyse orientation --in a.csv --out quaternions.csv',
    'limber analyse orientation --in a.csv --mode 9d --offline --out quaternions.csv',
  ]);
}

function analyseOrientation(options: OrientationOptions): void {
  const recording = readRecording(options.in);
  if (options.mode === '9d') checkMagnetometer(recording, options.in);
  const quaternions = orientate(recording, options);
  const lines = ['t_s,qw,qx,qy,qz'];
  for (let i = 0; i < recording.count; i++)
    lines.push(`${recording.tS[i]},${quaternions.subarray(4 * i, 4 * i + 4).join(',')}`);
  writeResult(options.out, `${lines.join('\n')}\n`);
  say(`${recording.count} orientations written to ${options.out}`);
}

function orientate(recording: Recording, { mode, offline, tuning }: OrientationOptions): Float64Array {
  // Any placement serves: orientation is a matter of one sensor alone.
  const { magUt, ...inertial } = joinBlocks(recordingBlocks(recording, 'thigh', recording.tS[0]!));
  const progress = showProgress(recording.count, 'samples');
  try {
    return orientRecorded(mode === '9d' && magUt ? { ...inertial, magUt } : inertial, nominalRateHz(recording), {
      isOffline: offline === true,
      tuning: tuning === 'paper' ? PAPER : LIMBER,
      onProgress: (done) => progress.update(done, ''),
    });
  } finally {
    progress.stop();
  }
}

/** Only 9d reads the magnetometer: its unit is nobody else's trouble. */
function checkMagnetometer({ magUt }: Recording, file: string): void {
  if (magUt) {
    checkMagnetometerUnit(magUt, file);
    return;
  }
  const message = `${file} has no magnetometer: 9d needs its columns mx_ut, my_ut, mz_ut; without them use --mode 6d.`;
  throw new LimberError('recording/bad-format', message);
}
