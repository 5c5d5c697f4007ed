import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import { MOTION_CONFIGURATIONS } from '../../protocol/motion-configuration.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { DeviceConnection } from '../connect/device-connection.ts';
import { heard } from '../connect/link-key-proof.ts';

export const RATES_HZ = [52, 104, 208] as const;

const ANSWER_WITHIN_MS = 1_000;
const ATTEMPTS = 3;

/** The configuration with this rate and the range that movement is measured in. @throws LimberError link/incompatible-device for a band that has none */
export function configurationOf(hello: Hello, rateHz: number): number {
  const { deviceId, accelerometerOnly } = hello;
  const found = MOTION_CONFIGURATIONS.find((one) => one.rateHz === rateHz);
  if (found && !accelerometerOnly) return found.id;
  const message = `${deviceId} (${hello.board}) does not sample at ${rateHz} Hz: leave --rate out, and it is recorded at its own rate.`;
  throw new LimberError('link/incompatible-device', message);
}

/** @throws LimberError link/incompatible-device where the band refuses, link/not-up where it does not answer */
export async function configureBand(
  connection: DeviceConnection,
  timeline: Timeline,
  configurationId: number,
  counter: number,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const answer = heard(connection, timeline, ANSWER_WITHIN_MS, (message) =>
      message.kind === 'acknowledgement' && message.acknowledgement.counter === counter
        ? message.acknowledgement
        : undefined,
    );
    await connection.send({ kind: 'CONFIGURE', configurationId, counter }).catch(() => {});
    const found = await answer;
    if (!found) continue;
    if (found.result !== 'REFUSED') return;
    const message = `${connection.link.name} does not take the rate that was asked for: ${found.reason}.`;
    throw new LimberError('link/incompatible-device', message);
  }
  throw new LimberError('link/not-up', `${connection.link.name} did not answer when its rate was to be set.`);
}
