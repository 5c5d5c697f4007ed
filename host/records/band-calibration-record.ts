import { decodeCalibration } from '../../protocol/calibration.ts';
import { crc32 } from '../../protocol/crc32.ts';
import type { BandCalibration } from '../connect/band-calibration.ts';
import { type Correction, correctionFromBytes } from '../intake/calibration.ts';
import type { Database } from './database.ts';
import type { SessionDocument } from './session-document.ts';
import { readStart } from './session-rows.ts';
import type { SessionStart } from './summary.ts';

/** The calibrations a session's numbers rest on, which those of an axis alone are not: kept with its start, so that its counts give the same numbers again. */
export function keptCalibrations(
  bands: readonly {
    readonly placement: string;
    readonly calibration?: Pick<BandCalibration, 'bytes' | 'correction'>;
  }[],
): Pick<SessionStart, 'calibrations'> {
  const kept = bands.flatMap(({ placement, calibration }): [string, string][] =>
    calibration?.correction ? [[placement, toHex(calibration.bytes)]] : [],
  );
  return kept.length > 0 ? { calibrations: Object.fromEntries(kept) } : {};
}

export function calibrationMarks({
  calibrations,
}: Pick<SessionStart, 'calibrations'>): Pick<SessionDocument['session'], 'calibrations'> {
  if (!calibrations) return {};
  const marks = Object.entries(calibrations).flatMap(([sensor, hex]) => {
    const bytes = fromHex(hex);
    const read = decodeCalibration(bytes);
    return read.ok ? [{ sensor, tag: tagOf(bytes), made_at: new Date(1000 * read.value.madeAtS).toISOString() }] : [];
  });
  return { calibrations: marks };
}

/** By sensor, for the counts of one session. */
export function correctionsOf(database: Database, sessionId: string): ReadonlyMap<string, Correction> {
  const { calibrations = {} } = readStart(database, sessionId);
  return new Map(
    Object.entries(calibrations).flatMap(([sensor, hex]): [string, Correction][] => {
      const correction = correctionFromBytes(fromHex(hex));
      return correction ? [[sensor, correction]] : [];
    }),
  );
}

/** CRC-32 as people and files write it. */
export const tagOf = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0');

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
