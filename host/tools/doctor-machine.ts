import { compareVersions } from '../connect/compatibility.ts';
import { type Finding, fail, ok, warn } from './doctor-finding.ts';

export interface NodeFacts {
  /** "v24.21.0" */
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  /** Of the system's kernel: "6.1.0-18-amd64". */
  readonly release: string;
}

/** bin/limber.js says why: sources run as they are, SQLite without a flag. */
const NODE_LEAST = '22.18.0';

export function judgeNode({ version }: NodeFacts): Finding {
  const shared = { version };
  if (compareVersions(version.replace(/^v/, ''), NODE_LEAST) >= 0) return ok(version, shared);
  const advice = 'install Node 24 from nodejs.org, or Limber again with npm --allow-scripts=node';
  return fail(`${version} is older than ${NODE_LEAST}`, advice, shared);
}

export function judgePlatform({ platform, arch, release }: NodeFacts): Finding {
  const shared = { platform, arch, kernel: /^\d+\.\d+\.\d+/.exec(release)?.[0] ?? null };
  const text = `${platform} ${release}, ${arch}`;
  if (platform === 'linux') return ok(text, shared);
  return warn(text, 'Limber is tested on Linux; serial ports work elsewhere too, Bluetooth may not', shared);
}

export interface DiskFacts {
  /** The data directory, or the nearest folder above it that exists. */
  readonly path: string;
  readonly freeBytes: number;
  /** Null where nothing could be written. */
  readonly speed: { readonly megabytesPerS: number; readonly commitMs: number } | null;
  readonly failure: string | null;
}

const GB = 1e9;
/** A session of 20 minutes with two bands takes 2 MB: this much is full within days of use only where something else fills it. */
const FREE_LEAST_GB = 0.2;
const FREE_GOOD_GB = 1;
/** Records are brought to the disk several times a second; a session waits for each. */
const COMMIT_GOOD_MS = 250;
const SPEED_GOOD_MB_S = 1;

export function judgeDisk({ path, freeBytes, speed, failure }: DiskFacts): Finding {
  const freeGb = freeBytes / GB;
  const shared = {
    free_gb: Math.round(10 * freeGb) / 10,
    write_mb_s: speed && Math.round(speed.megabytesPerS),
    commit_ms: speed && Math.round(speed.commitMs),
  };
  const text = `${freeGb.toFixed(1)} GB free at ${path}`;
  if (failure !== null)
    return fail(`${path} cannot be written: ${failure}`, 'give --data a folder you may write to', shared);
  if (freeGb < FREE_LEAST_GB)
    return fail(text, 'free some space: recording and stimulation end when the disk is full', shared);
  const written = speed
    ? `, writes ${speed.megabytesPerS.toFixed(0)} MB/s, ${speed.commitMs.toFixed(1)} ms to be safe on it`
    : '';
  if (freeGb < FREE_GOOD_GB) return warn(text + written, 'free some space soon', shared);
  if (speed && (speed.commitMs > COMMIT_GOOD_MS || speed.megabytesPerS < SPEED_GOOD_MB_S))
    return warn(text + written, 'this disk is slow: sessions may stutter; use another, or no memory card', shared);
  return ok(text + written, shared);
}

export interface ClockFacts {
  /** UTC, ms. */
  readonly nowMs: number;
  /** When this Limber was put on this machine, or built: earlier than that it cannot be. */
  readonly installedMs: number | null;
  /** The latest time in the records; null without records. */
  readonly latestRecordMs: number | null;
  /** What systemd-timesyncd says; null where it does not run. */
  readonly synchronized: boolean | null;
}

const SLACK_MS = 60_000;
const DAY_MS = 86_400_000;

export function judgeClock({ nowMs, installedMs, latestRecordMs, synchronized }: ClockFacts): Finding {
  const behind = (since: number | null): number => (since === null ? 0 : Math.max(0, since - nowMs));
  const shared = {
    behind_records_s: Math.round(behind(latestRecordMs) / 1000),
    behind_install_s: Math.round(behind(installedMs) / 1000),
    synchronized,
  };
  const text = `${new Date(nowMs).toISOString().slice(0, 19)}Z`;
  const advice =
    'set it right (sudo timedatectl set-ntp true): prescriptions end by it, and a clock set back begins no stimulation';
  if (behind(latestRecordMs) > SLACK_MS)
    return fail(`${text}, earlier than the latest record by ${durationWords(behind(latestRecordMs))}`, advice, shared);
  if (behind(installedMs) > DAY_MS) return fail(`${text}, earlier than this program was installed`, advice, shared);
  if (synchronized === false)
    return warn(`${text}, not yet set by the network`, 'wait for the network, or set it by hand', shared);
  return ok(synchronized ? `${text}, set by the network` : text, shared);
}

function durationWords(ms: number): string {
  if (ms >= DAY_MS) return `${Math.round(ms / DAY_MS)} days`;
  return ms >= 3_600_000 ? `${Math.round(ms / 3_600_000)} hours` : `${Math.round(ms / 60_000)} minutes`;
}

export interface FirmwareFacts {
  readonly limber: string;
  /** From firmware/dist/manifest.json: null without one. */
  readonly versions: Readonly<Record<string, string>> | null;
  /** Bundles that are missing, or are not what the manifest says. */
  readonly wrong: readonly string[];
}

export function judgeFirmware({ limber, versions, wrong }: FirmwareFacts): Finding {
  const advice = 'npm run firmware';
  const shared = { limber, motion: versions?.motion ?? null, stim: versions?.stim ?? null, wrong: wrong.length };
  if (versions === null) return fail('not built: bands can neither be flashed nor compared', advice, shared);
  const others = Object.entries(versions).filter(([, version]) => version !== limber);
  if (others.length > 0) {
    const which = others.map(([role, version]) => `${role} ${version}`).join(', ');
    return fail(`built from another version than this Limber ${limber}: ${which}`, advice, shared);
  }
  if (wrong.length > 0) return fail(`${wrong.join(', ')} is not what was built`, advice, shared);
  return ok(`motion and stim ${limber}, as this host`, shared);
}

export interface PagesFacts {
  readonly port: number;
  readonly isFree: boolean;
  readonly areBuilt: boolean;
}

export function judgePages({ port, isFree, areBuilt }: PagesFacts): Finding {
  const shared = { port_free: isFree, built: areBuilt };
  if (!areBuilt) return fail('the pages are not built', 'npm run pages', shared);
  if (isFree) return ok(`port ${port} is free`, shared);
  const advice =
    'a gateway runs already, or another program has it: Limber then takes the next free port and says which';
  return warn(`port ${port} is taken`, advice, shared);
}
