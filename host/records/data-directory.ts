import { join } from 'node:path';
import type { ErrorCode } from '../../protocol/error-catalogue.ts';

export type DirectoryKind = 'simulation' | 'real';

/** A band or a person that this gateway was introduced to. */
export interface Enrolment {
  readonly kind: 'device' | 'person';
  readonly id: string;
  readonly name: string;
}

/** What a data directory says about itself. */
export interface DirectoryFacts {
  readonly path: string;
  /** From the marker file; null where there is none. */
  readonly kind: DirectoryKind | null;
  readonly hasDatabase: boolean;
  readonly enrolled: readonly Enrolment[];
}

export interface DirectoryRefused {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Where records are kept: `--data` if given, else a folder of its kind under the XDG data directory. */
export function dataDirectoryPath(
  kind: DirectoryKind,
  from: { readonly override?: string | undefined; readonly xdgDataHome?: string | undefined; readonly homeDir: string },
): string {
  if (from.override !== undefined) return from.override;
  const dataHome = from.xdgDataHome || join(from.homeDir, '.local', 'share');
  return join(dataHome, 'limber', kind === 'simulation' ? 'simulation' : 'gateway');
}

/** Null if this directory may be used so; else why not. Simulated records and a person's are never in one directory. */
export function refuseDirectory(facts: DirectoryFacts, wanted: DirectoryKind): DirectoryRefused | null {
  if (facts.kind === null && facts.hasDatabase) {
    return {
      code: 'records/directory-not-writable',
      message: `${facts.path} has a database but no marker that says whether it is simulated. Restore its limber-data.json, or choose another directory with --data.`,
    };
  }
  if (wanted === 'simulation') return refuseSimulation(facts);
  if (facts.kind !== 'simulation') return null;
  return {
    code: 'records/simulation-only',
    message: `${facts.path} holds simulated data; real devices never write there. Choose another directory with --data.`,
  };
}

/**
 * Null if nothing stands against a simulation. For the gateway's own directory this is also the question whether a
 * gateway that finds no hardware may simulate instead: not once a device or person is enrolled.
 */
export function refuseSimulation(facts: DirectoryFacts): DirectoryRefused | null {
  const code = 'records/not-a-simulation';
  if (facts.enrolled.length > 0) {
    const devices = facts.enrolled.filter((one) => one.kind === 'device').map((one) => one.name);
    const missing = devices.length > 0 ? `Connect ${devices.join(' and ')}` : 'Connect the bands';
    const who = facts.enrolled.map((one) => (one.kind === 'device' ? `the device ${one.name}` : 'a person')).join(', ');
    return {
      code,
      message: `${facts.path} belongs to ${who}, so nothing is simulated there. ${missing}, or choose another directory with --data.`,
    };
  }
  if (facts.kind !== 'real') return null;
  return {
    code,
    message: `${facts.path} is a real gateway's directory, so nothing is simulated there. Choose another with --data.`,
  };
}
