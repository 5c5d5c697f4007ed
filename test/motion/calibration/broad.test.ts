import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultOf } from '../../../host/motion/calibration/course-result.ts';
import { judgeRest } from '../../../host/motion/calibration/resting-rate.ts';
import { initialStillness, LOOK_S, type Look, stepStillness } from '../../../host/motion/calibration/stillness.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { radToDeg } from '../../../protocol/units.ts';
import { dataSet, readFloats } from '../reference-data.ts';
import { emptyBlock, quantile, runCourse } from './turned-sensor.ts';

const RATE_HZ = 2000 / 7;
const VALUES = 14;
const MOVEMENT = 13;
const LIMITS = { rateHz: RATE_HZ, accMs2: Number.POSITIVE_INFINITY, gyroRadS: Number.POSITIVE_INFINITY };

interface Trial {
  readonly block: SampleBlock;
  readonly isMoving: (tMs: number) => boolean;
}

function readTrial(file: string): Trial {
  const rows = readFloats(file);
  const count = rows.length / VALUES;
  const block = emptyBlock(count);
  for (let i = 0; i < count; i++) {
    block.tMs[i] = (1000 * i) / RATE_HZ;
    for (let k = 0; k < 3; k++) {
      block.gyroRadS[3 * i + k] = rows[VALUES * i + k]!;
      block.accMs2[3 * i + k] = rows[VALUES * i + 3 + k]!;
    }
  }
  return { block, isMoving: (tMs) => rows[VALUES * Math.round((tMs * RATE_HZ) / 1000) + MOVEMENT] === 1 };
}

/** Every rest that is judged good, five seconds after five seconds. */
function restsOf({ block }: Trial): { looks: readonly Look[]; biasRadS: readonly number[] }[] {
  const found: { looks: readonly Look[]; biasRadS: readonly number[] }[] = [];
  let usedUpTo = -1;
  for (const { looks } of stepStillness(initialStillness(LIMITS), block)) {
    const fresh = looks.filter(({ tMs }) => tMs > usedUpTo);
    const judged = judgeRest(fresh);
    if (!judged.ok) continue;
    found.push({ looks: fresh, biasRadS: judged.rate.biasRadS });
    usedUpTo = fresh.at(-1)!.tMs;
  }
  return found;
}

/** Real sensor, real table (BROAD): rest is told from movement, and one rest says what the others say. */
test.runIf(dataSet('broad') !== undefined)('rest of a real sensor', () => {
  const folder = dataSet('broad')!;
  const files = readdirSync(folder).filter((name) => name.endsWith('.gz'));
  const [errors, moved]: number[][] = [[], []];
  for (const name of files) {
    const trial = readTrial(join(folder, name));
    const rests = restsOf(trial);
    const means = [0, 1, 2].map((k) => rests.reduce((sum, { biasRadS }) => sum + biasRadS[k]! / rests.length, 0));
    for (const { looks, biasRadS } of rests) {
      moved!.push(looks.filter(({ tMs }) => trial.isMoving(tMs)).length * LOOK_S);
      if (rests.length >= 4) biasRadS.forEach((bias, k) => void errors!.push(Math.abs(radToDeg(bias - means[k]!))));
    }
    const bias = means.map((one) => radToDeg(one).toFixed(3)).join(' / ');
    const { course } = runCourse([trial.block]);
    const [refused] = resultOf({ ...course, wants: { ...course.wants, gyro: false } }).refused;
    const fit = refused && 'fit' in refused ? refused.fit.reason : 'calibrated';
    console.log(
      `${name.slice(0, 40)}: ${rests.length} rests of 5 s, bias ${bias} deg/s; ${course.poses.length} poses: ${fit}`,
    );
    expect(rests.length).toBeGreaterThan(0);
  }
  const rms = Math.hypot(...errors!) / Math.sqrt(errors!.length);
  console.log(
    `${errors!.length / 3} rests: an axis is off the trial's mean by ${rms.toFixed(4)} deg/s (rms), ${quantile(errors!, 0.95).toFixed(4)} (95 %); of them called movement by the recording: ${moved!.reduce((sum, one) => sum + one, 0)} s of ${moved!.length * 5}`,
  );
  expect(rms).toBeLessThan(0.01);
});
