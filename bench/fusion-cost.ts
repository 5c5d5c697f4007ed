import AHRS from 'ahrs';
import { LEVEL_RATE_HZ } from '../host/motion/movement.ts';
import { initialOrientation, ORIENTED, orient } from '../host/motion/orientation/orientation.ts';
import type { SampleBlock } from '../host/motion/samples.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../protocol/motion-configuration.ts';
import { knownKnee } from '../test/motion/known-knee.ts';
import { interleave } from '../test/motion/recording.ts';
import { type BenchRow, compareNs, lessIsBetter } from './row.ts';

/** Samples a block: what a radio frame carries at a payload of 128 bytes. */
const SAMPLES_PER_FRAME = 9;
const { rateHz } = DEFAULT_MOTION_CONFIGURATION;
const REST_RATE_DPS = 1;
/** The whole recording several times over: a measurement of milliseconds would be one of the machine's other work. */
const TIMES = 4;
/** It may take 1.2 times as long as the peer. */
const LEAST_RATIO = 0.83;

/** VQF 6D of one sensor, as in the paper and as a live session runs it, against the filter one finds in npm. */
export function fusionCostRows(): BenchRow[] {
  const knee = knownKnee(1, { parts: ['rest', 'set', 'fidget'], partS: 30 });
  const blocks = interleave(knee.recordings, () => SAMPLES_PER_FRAME).filter((block) => block.sensor === 'shank');
  const row = (name: string, levelRateHz: number, note: string): BenchRow => {
    const samples = TIMES * blocks.reduce((sum, block) => sum + block.count, 0);
    const { oursNs, peerNs } = compareNs(
      samples,
      () => vqf(blocks, levelRateHz),
      () => madgwick(blocks),
    );
    const peer = 'npm ahrs, Madgwick without magnetometer';
    return lessIsBetter(
      { name, figure: oursNs, unit: 'ns CPU a sample', peer, peerFigure: peerNs, note },
      { ratioAtLeast: LEAST_RATIO },
    );
  };
  return [
    row('fusion, VQF 6D as in the paper', rateHz, 'bias, rest and inclination with every sample; parity 1e-9'),
    row(
      'fusion, VQF 6D as a live session runs it',
      LEVEL_RATE_HZ,
      `inclination, bias and rest ${LEVEL_RATE_HZ} times a second; inclination on BROAD 0.729 deg against 0.727 in the paper's form`,
    ),
  ];
}

function vqf(blocks: readonly SampleBlock[], levelRateHz: number): void {
  const rows = new Float64Array(SAMPLES_PER_FRAME * ORIENTED);
  for (let time = 0; time < TIMES; time++) {
    const state = initialOrientation(rateHz, REST_RATE_DPS, levelRateHz);
    for (const block of blocks) orient(state, block, rows, 0);
    if (Number.isNaN(rows[1]!)) throw new Error('VQF lost its orientation');
  }
}

/** Its own way of use: a call and a quaternion a sample. */
function madgwick(blocks: readonly SampleBlock[]): void {
  for (let time = 0; time < TIMES; time++) {
    const filter = new AHRS({ sampleInterval: 1000 / rateHz, algorithm: 'Madgwick', beta: 0.1 });
    let kept = 0;
    for (const { count, gyroRadS: g, accMs2: a } of blocks) {
      for (let i = 0; i < 3 * count; i += 3) {
        filter.update(g[i]!, g[i + 1]!, g[i + 2]!, a[i]!, a[i + 1]!, a[i + 2]!);
        kept += filter.getQuaternion().w;
      }
    }
    if (Number.isNaN(kept)) throw new Error('the peer lost its orientation');
  }
}
