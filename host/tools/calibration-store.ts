import { decodeCalibration, encodeCalibration, type StoredCalibration } from '../../protocol/calibration.ts';
import { crc32 } from '../../protocol/crc32.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { askCalibration } from '../connect/band-calibration.ts';
import type { DeviceConnection } from '../connect/device-connection.ts';
import { heard } from '../connect/link-key-proof.ts';
import { tagOf } from '../records/band-calibration-record.ts';
import type { CalibrationRecord } from '../records/calibration-record.ts';

/** What a band was given, and whether it keeps it. */
export interface GivenCalibration {
  readonly bytes: Uint8Array;
  readonly calibration: StoredCalibration;
  /** Null: the band has told the very bytes back. */
  readonly notKept: string | null;
}

const ANSWER_WITHIN_MS = 1500;
const ATTEMPTS = 3;

/**
 * Gives a band its calibration, beside those parts of an earlier one that were not made anew, and has it told back. Never
 * throws for what the band does: `notKept` says it. @throws RangeError for numbers no sensor has
 */
export async function giveCalibration(
  connection: DeviceConnection,
  timeline: Timeline,
  fresh: StoredCalibration,
): Promise<GivenCalibration> {
  const { axis: _, ...earlier } = await earlierParts(connection, timeline);
  // Whoever lays a band down has taken it off: how it sat holds no longer.
  const calibration = { ...earlier, ...fresh };
  const bytes = encodeCalibration(calibration);
  const rounded = decodeCalibration(bytes);
  const exact = rounded.ok ? rounded.value : calibration;
  let notKept = 'it does not answer';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const refusal = await send(connection, timeline, bytes, attempt);
    if (refusal) return { bytes, calibration: exact, notKept: refusal };
    const told = await askCalibration(connection, timeline, { ...connection.hello()!, calibrationTag: crc32(bytes) });
    if (told.kind === 'found') return { bytes, calibration: exact, notKept: null };
    if (told.kind === 'lacking') notKept = told.why;
  }
  return { bytes, calibration: exact, notKept };
}

/** A band that was calibrated before keeps what is not made anew; a damaged one is replaced whole. */
async function earlierParts(connection: DeviceConnection, timeline: Timeline): Promise<Partial<StoredCalibration>> {
  // Anew: an earlier hello knows nothing of what was stored since.
  const said = heard(connection, timeline, ANSWER_WITHIN_MS, (message) =>
    message.kind === 'hello' ? message.hello : undefined,
  );
  await connection.send({ kind: 'SAY_HELLO' }).catch(() => {});
  const hello = (await said) ?? connection.hello();
  if (!hello) return {};
  const earlier = await askCalibration(connection, timeline, hello);
  return earlier.kind === 'found' ? earlier.found.calibration : {};
}

/** Why the band refused it; undefined where it did not. */
async function send(
  connection: DeviceConnection,
  timeline: Timeline,
  payload: Uint8Array,
  counter: number,
): Promise<string | undefined> {
  const answered = heard(connection, timeline, ANSWER_WITHIN_MS, (message) =>
    message.kind === 'acknowledgement' && message.acknowledgement.counter === counter
      ? message.acknowledgement
      : undefined,
  );
  await connection.send({ kind: 'CALIBRATE', counter, payload }).catch(() => {});
  const answer = await answered;
  return answer?.result === 'REFUSED' ? answer.reason : undefined;
}

/** As the records keep it. @param findings before, after, and what they rest on */
export function calibrationRecord(
  device: string,
  operator: string,
  { bytes, calibration, notKept }: GivenCalibration,
  findings: unknown,
): CalibrationRecord {
  const madeAtMs = 1000 * calibration.madeAtS;
  return { device, madeAtMs, operator, tag: tagOf(bytes), bytes, onBand: notKept === null, findings };
}
