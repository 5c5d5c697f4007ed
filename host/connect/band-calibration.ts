import { decodeCalibration, type StoredCalibration } from '../../protocol/calibration.ts';
import { crc32 } from '../../protocol/crc32.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { type Correction, correctionOf } from '../intake/calibration.ts';
import type { DeviceConnection } from './device-connection.ts';
import { heard } from './link-key-proof.ts';

/** What a band keeps: the bytes as they are kept in records, what they say, and what intake does with it. */
export interface BandCalibration {
  readonly bytes: Uint8Array;
  readonly calibration: StoredCalibration;
  readonly correction: Correction | undefined;
}

export type CalibrationAnswer =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly found: BandCalibration }
  /** It says that it has one, and what came is not that: a sentence's second half. */
  | { readonly kind: 'lacking'; readonly why: string };

const ANSWER_WITHIN_MS = 800;
const ATTEMPTS = 4;

/** Has a band tell the calibration that it says it keeps. Never throws: without it, factory scale is used. */
export async function askCalibration(
  connection: DeviceConnection,
  timeline: Timeline,
  { calibrationTag }: Hello,
): Promise<CalibrationAnswer> {
  if (calibrationTag === 0) return { kind: 'none' };
  let why = 'the band did not tell it';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const told = heard(connection, timeline, ANSWER_WITHIN_MS, (message) =>
      message.kind === 'calibration' ? message.calibration.data : undefined,
    );
    await connection.send({ kind: 'TELL_CALIBRATION' }).catch(() => {});
    const bytes = await told;
    if (!bytes) continue;
    const answer = calibrationFrom(bytes, calibrationTag);
    if (answer.kind === 'found') return answer;
    why = answer.why;
  }
  return { kind: 'lacking', why };
}

type Judged = Exclude<CalibrationAnswer, { kind: 'none' }>;

/** @param tag CRC-32, as the band says it of what it keeps */
export function calibrationFrom(bytes: Uint8Array, tag: number): Judged {
  if (crc32(bytes) !== tag >>> 0) return { kind: 'lacking', why: 'it is damaged: its checksum is another' };
  const read = decodeCalibration(bytes);
  if (!read.ok) return { kind: 'lacking', why: read.reason };
  const kept = bytes.slice();
  return { kind: 'found', found: { bytes: kept, calibration: read.value, correction: correctionOf(read.value) } };
}
