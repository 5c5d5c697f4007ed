import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import type { Vector3 } from '../motion/calibration/accelerometer-model.ts';
import type { AxisCourse, AxisStep, FoundAxis } from '../motion/calibration/axis-course.ts';
import { tagOf } from '../records/band-calibration-record.ts';
import type { Store } from '../records/store.ts';
import { type AxisEnd, runAxis } from '../tools/calibration-axis-run.ts';
import type { SensorToCalibrate } from '../tools/calibration-sensor.ts';
import { calibrationRecord, giveCalibration } from '../tools/calibration-store.ts';
import { axisRefusalWords } from '../tools/calibration-words.ts';
import { badArgument } from './bad-argument.ts';
import { withBands } from './calibrate-bands.ts';
import { printJson, say } from './console.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { liveText } from './live-text.ts';
import type { ReachOptions } from './reach-options.ts';

interface AxisOptions extends ReachOptions {
  readonly device?: string;
  readonly data?: string;
  readonly speed: number;
  readonly json?: true;
}

const STEPS: Readonly<Record<AxisStep, string>> = {
  upright: 'Hold both segments upright and keep still for 2 s.',
  joint: 'Now move the joint to and fro, and the limb anyhow, for 15 s.',
  'distal-alone': 'Keep the part nearer to the trunk still. Bend and stretch the joint, nothing else, for 15 s.',
  together: 'Hold the joint stiff. Swing the whole limb to and fro about the same axis for 15 s.',
  done: 'Done.',
  refused: 'Refused.',
};

/** @throws LimberError calibrate/refused, calibrate/link-lost, calibrate/not-kept, cli/bad-argument */
export async function calibrateAxis(ports: readonly string[], operator: string, options: AxisOptions): Promise<void> {
  if (ports.length !== 2 || options.device !== undefined)
    throw badArgument('--what axis takes two --port, the band nearer to the trunk first, and no --device.');
  const timeline = wallTimeline(options.speed);
  await withBands({ ...options, ports }, async ({ sensors, store }) => {
    const end = await guided(sensors, timeline);
    if (end.ended !== 'found') throw whyNot(end);
    await conclude(end.found, sensors, { store, operator, timeline, json: options.json === true });
  });
}

async function guided(sensors: readonly SensorToCalibrate[], timeline: Timeline): Promise<AxisEnd> {
  const ending = awaitEnding(EXIT.cutShort);
  const live = liveText(process.stderr);
  const onTerminal = process.stderr.isTTY === true;
  say(STEPS.upright);
  const onTurn = (course: AxisCourse | undefined, share: number): void => {
    if (onTerminal && course) live.show([`${STEPS[course.step]}  ${Math.round(100 * share)} %`]);
  };
  const [proximal, distal] = sensors;
  const run = runAxis({
    proximal: proximal!,
    distal: distal!,
    timeline,
    onTurn,
    onEvent: (event) => {
      if (event.kind !== 'step') return;
      if (event.because) say(`The joint does not show its axis by itself: ${axisRefusalWords(event.because)}`);
      if (!onTerminal) say(STEPS[event.step]);
    },
  });
  ending.wish.then(() => run.end());
  try {
    return await run.done;
  } finally {
    live.end();
    ending.release();
  }
}

function whyNot(end: Exclude<AxisEnd, { ended: 'found' }>): LimberError {
  if (end.ended === 'lost')
    return new LimberError('calibrate/link-lost', 'The link to a band was lost. Nothing was stored; begin again.');
  const nothing = 'No axis was stored: ';
  if (end.ended === 'refused')
    return new LimberError('calibrate/refused', `${nothing}${axisRefusalWords(end.refusal)}`);
  const at = end.course ? STEPS[end.course.step] : 'No samples came.';
  const why = end.ended === 'slow' ? 'nothing more came of this step' : 'it was ended early';
  return new LimberError('calibrate/refused', `${nothing}${why}: ${at}`);
}

interface Conclusion {
  readonly store: Store;
  readonly operator: string;
  readonly timeline: Timeline;
  readonly json: boolean;
}

async function conclude(
  found: FoundAxis,
  sensors: readonly SensorToCalibrate[],
  { store, operator, timeline, json }: Conclusion,
): Promise<void> {
  const madeAtS = Math.floor(Date.now() / 1000);
  const { qualityPercent, method } = found;
  const lacking: string[] = [];
  const bands: object[] = [];
  for (const [side, { connection, hello }] of sensors.entries()) {
    const axis = side === 0 ? found.proximal : found.distal;
    const upright = found.upright[side]!;
    const given = await giveCalibration(connection, timeline, { madeAtS, axis: { axis, upright, qualityPercent } });
    const findings = { axis: rounded(axis), upright: rounded(upright), quality_percent: qualityPercent, method };
    store.keepCalibration(calibrationRecord(hello.deviceId, operator, given, findings));
    if (given.notKept !== null) lacking.push(`${hello.deviceId} (${given.notKept})`);
    bands.push({ device: hello.deviceId, on_band: given.notKept === null, tag: tagOf(given.bytes), ...findings });
  }
  if (json) printJson({ operator, bands });
  else sayFound(found);
  if (lacking.length > 0)
    throw new LimberError('calibrate/not-kept', `${lacking.join(' and ')} did not store it; the records have it.`);
}

function sayFound({ proximal, distal, qualityPercent, method }: FoundAxis): void {
  say(`axis found ${method === 'automatic' ? 'by itself' : 'by movements about it'}, quality ${qualityPercent} %`);
  say(
    `limber analyse angle --axis-proximal ${rounded(proximal).join(',')} --axis-distal ${rounded(distal).join(',')} …`,
  );
}

const rounded = (v: Vector3): number[] => v.map((one) => Math.round(1e4 * one) / 1e4);
