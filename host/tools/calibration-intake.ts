import type { MotionConfiguration } from '../../protocol/motion-configuration.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { DeviceMessage } from '../connect/device-connection.ts';
import type { Correction } from '../intake/calibration.ts';
import { type IntakeInput, initialIntake, stepIntake } from '../intake/intake.ts';
import type { SensorLimits } from '../motion/calibration/stillness.ts';
import type { SampleBlock } from '../motion/samples.ts';
import type { SensorToCalibrate } from './calibration-sensor.ts';

const TURN_MS = 50;
/** Intake wants to know where a sensor sits; on a bench it sits nowhere. */
const NOWHERE = 'hand';
const INT16_MAX = 32767;

export interface SampleTaking {
  readonly connection: SensorToCalibrate['connection'];
  readonly boot: number;
  readonly timeline: Timeline;
  /** Undefined: factory scale. */
  readonly correction?: Correction | undefined;
  /** With each block the limits of the sensor as it is set. */
  readonly onBlock: (block: SampleBlock, limits: SensorLimits) => void;
}

/** The samples of one band, in order, on the timeline; a band that starts anew is taken in anew. @returns to stop it */
export function takeSamples({ connection, boot: firstBoot, timeline, correction, onBlock }: SampleTaking): () => void {
  let intake = initialIntake(NOWHERE, correction);
  let boot = firstBoot;
  let limits: SensorLimits | undefined;
  const take = (input: IntakeInput): void => {
    const [next, output] = stepIntake(intake, input);
    intake = next;
    // A request that cannot be sent leaves a gap, which is filled and does not count.
    for (const request of output.resend) connection.send({ kind: 'RESEND', ...request }).catch(() => {});
    for (const block of output.blocks) if (limits) onBlock(block, limits);
  };
  const hear = (message: DeviceMessage): void => {
    if (message.kind === 'hello' && message.hello.boot !== boot) {
      boot = message.hello.boot;
      intake = initialIntake(NOWHERE, correction);
    }
    if (message.kind !== 'motion') return;
    limits = limitsOf(message.frame.configuration);
    take({ kind: 'frame', frame: message.frame, atMs: message.atMs });
  };
  const subscription = connection.messages$.subscribe(hear);
  const cancel = timeline.every(TURN_MS, () => take({ kind: 'time', atMs: timeline.nowMs() }));
  return () => {
    subscription.unsubscribe();
    cancel();
  };
}

const limitsOf = ({ rateHz, accMs2PerRaw, gyroRadSPerRaw }: MotionConfiguration): SensorLimits => ({
  rateHz,
  accMs2: INT16_MAX * accMs2PerRaw,
  gyroRadS: INT16_MAX * gyroRadSPerRaw,
});
