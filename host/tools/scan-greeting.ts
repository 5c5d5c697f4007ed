import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { askCalibration } from '../connect/band-calibration.ts';
import type { DeviceConnection } from '../connect/device-connection.ts';
import { heard } from '../connect/link-key-proof.ts';
import type { FoundBand } from './scan-band.ts';

const ASK_EVERY_MS = 400;
/** A band says once a second how it is. */
const STATUS_WITHIN_MS = 1_500;

/** Who is at the other end, whatever protocol it speaks; undefined where nobody answers in time. */
export async function askWho(
  connection: DeviceConnection,
  timeline: Timeline,
  withinMs: number,
): Promise<Hello | undefined> {
  const answer = heard(connection, timeline, withinMs, (message) =>
    message.kind === 'hello' ? message.hello : undefined,
  );
  const ask = (): void => void connection.send({ kind: 'SAY_HELLO' }).catch(() => {});
  const cancel = timeline.every(ASK_EVERY_MS, ask);
  ask();
  try {
    return connection.hello() ?? (await answer);
  } finally {
    cancel();
  }
}

/** What a band says of itself beside its hello. */
export async function askState(
  connection: DeviceConnection,
  timeline: Timeline,
  hello: Hello,
): Promise<Pick<FoundBand, 'batteryPercent' | 'calibratedAtMs' | 'calibrationFault'>> {
  const [batteryPercent, calibration] = await Promise.all([
    heard(connection, timeline, STATUS_WITHIN_MS, (message) => {
      if (message.kind === 'status') return message.status.batteryPercent;
      return message.kind === 'stimulation' ? message.frame.batteryPercent : undefined;
    }),
    askCalibration(connection, timeline, hello),
  ]);
  return {
    ...(batteryPercent === undefined ? {} : { batteryPercent }),
    ...(calibration.kind === 'found' ? { calibratedAtMs: 1000 * calibration.found.calibration.madeAtS } : {}),
    ...(calibration.kind === 'lacking' ? { calibrationFault: calibration.why } : {}),
  };
}
