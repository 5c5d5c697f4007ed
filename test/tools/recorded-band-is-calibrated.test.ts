import { expect, test } from 'vitest';
import { connectDevice } from '../../host/connect/device-connection.ts';
import type { Recording } from '../../host/connect/recording.ts';
import { recordingLines } from '../../host/tools/recorder-document.ts';
import { encodeCalibration } from '../../protocol/calibration.ts';
import type { VirtualClock } from '../../sim/board/virtual-clock.ts';
import type { SimulatedDevice } from '../../sim/world.ts';
import { pass, passUntil } from '../virtual-time.ts';
import { recorderBench } from './recorder-bench.ts';

const BIAS_RAD_S = [0.02, -0.01, 0.005] as const;
const SAMPLES_COMMON = 300;
const GYRO_AXES = [0, 1, 2] as const;
/** Written with so many digits. */
const ROUNDED_RAD_S = 2e-5;

/** As limber calibrate leaves it. */
async function calibrate({ link }: SimulatedDevice, clock: VirtualClock): Promise<void> {
  await pass(clock, 3_000);
  const payload = encodeCalibration({ madeAtS: 1_790_000_000, gyro: { biasRadS: [...BIAS_RAD_S], sigmaRadS: 1e-4 } });
  await connectDevice(link).send({ kind: 'CALIBRATE', counter: 1, payload });
  await pass(clock, 1_000);
}

/** Angular rates by the acceleration beside them, of which nothing is calibrated: so the same moment is found in both. */
const ratesOf = ({ count, values }: Recording): Map<string, Float64Array> =>
  new Map(
    Array.from({ length: count }, (_, i) => [
      values.slice(6 * i + 3, 6 * i + 6).join(),
      values.slice(6 * i, 6 * i + 3),
    ]),
  );

async function recorded(raw: boolean): Promise<{ recording: Recording; lines: string[]; fault: string | null }> {
  const { clock, recorder, read } = await recorderBench({ raw }, calibrate);
  await pass(clock, 5_000);
  await passUntil(clock, recorder.finish());
  const fault = recorder.bands()[0]!.calibrationFault;
  return { recording: read('thigh'), lines: recordingLines(recorder.bands()), fault };
}

test('the calibration that a band keeps is applied, and with --raw it is not', async () => {
  const [calibrated, raw] = [await recorded(false), await recorded(true)];
  expect(calibrated).toMatchObject({ fault: null });
  expect(calibrated.lines[1]).toMatch(/thigh\.csv, calibrated, simulated$/);
  expect(raw.lines[1]).toMatch(/thigh\.csv, at factory scale, simulated$/);
  const rawRates = ratesOf(raw.recording);
  const common = [...ratesOf(calibrated.recording)].filter(([at]) => rawRates.has(at));
  expect(common.length).toBeGreaterThan(SAMPLES_COMMON);
  for (const [at, rates] of common)
    for (const axis of GYRO_AXES)
      expect(Math.abs(rawRates.get(at)![axis]! - rates[axis]! - BIAS_RAD_S[axis])).toBeLessThan(ROUNDED_RAD_S);
});
