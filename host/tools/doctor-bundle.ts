import { ERROR_CATALOGUE } from '../../protocol/error-catalogue.ts';
import { LINK_KINDS } from '../connect/reach.ts';
import { BROKER_CODES } from './doctor-broker.ts';
import type { Checked, CheckId } from './doctor-checks.ts';

/** What a value may be to go into a support file. There is no "any text": a sentence may hold a name, a path a user. */
type Allowed = 'flag' | 'count' | 'number' | 'version' | readonly string[];

const FAULTS = ['changed', 'missing', 'reordered', 'unlinked', 'cut-off', 'other-head', 'table'];
const ERROR_CODES = ERROR_CATALOGUE.map(({ code }) => code);
const PLATFORMS = ['linux', 'darwin', 'win32', 'freebsd', 'openbsd', 'android', 'aix', 'sunos'];
const ARCHITECTURES = ['x64', 'arm64', 'arm', 'ia32', 'loong64', 'mips', 'mipsel', 'ppc64', 'riscv64', 's390x'];

/** All that leaves the machine, by check: what is not named here stays. */
const SHARED: Readonly<Record<CheckId, Readonly<Record<string, Allowed>>>> = {
  node: { version: 'version' },
  platform: { platform: PLATFORMS, arch: ARCHITECTURES, kernel: 'version' },
  clock: { behind_records_s: 'number', behind_install_s: 'number', synchronized: 'flag' },
  disk: { free_gb: 'number', write_mb_s: 'number', commit_ms: 'number' },
  firmware: { limber: 'version', motion: 'version', stim: 'version', wrong: 'count' },
  pages: { port_free: 'flag', built: 'flag' },
  'serial-library': { loads: 'flag' },
  'serial-ports': { ports: 'count', accessible: 'count' },
  'serial-permission': { root: 'flag', in_group: 'flag', denied: 'count' },
  'modem-manager': { running: 'flag' },
  'bluetooth-library': { loads: 'flag' },
  'bluetooth-adapter': { adapters: 'count', soft_blocked: 'flag', hard_blocked: 'flag', permitted: 'flag' },
  'd-bus': { socket: 'flag', answers: 'flag' },
  bluez: { present: 'flag' },
  link: { asked: LINK_KINDS, hci: 'flag', taken: ['noble', 'bluez', 'serial', 'none'], usable: 'flag' },
  broker: { named: 'flag', answers: 'flag', code: BROKER_CODES },
  certificates: { files: 'count', due: 'count' },
  'data-directory': { exists: 'flag', writable: 'flag', kind: ['simulation', 'real'] },
  'data-lock': { held: 'flag', left_over: 'flag' },
  'data-keys': { files: 'count', exposed: 'count', prescription_keys: 'count' },
  database: { opens: 'flag', schema: 'count', failure: ERROR_CODES, sessions: 'count', devices: 'count' },
  'records-key': { at_hand: 'flag', failure: ERROR_CODES },
  'audit-chain': { intact: 'flag', records: 'count', fault: FAULTS },
  outbox: { waiting: 'count' },
};

/** A support file without personal data: verdicts, flags, counts, versions. */
export function supportFile(findings: readonly Checked[], limber: string, wallMs: number): object {
  return {
    schema: 'limber/support/1',
    limber: allows('version', limber) ? limber : null,
    // The day alone: who was where at which minute is nobody's business.
    made_on: new Date(wallMs).toISOString().slice(0, 10),
    findings: findings.map(({ id, verdict, shared }) => ({ id, verdict, facts: allowed(id, shared) })),
  };
}

function allowed(id: CheckId, shared: Checked['shared']): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, what] of Object.entries(SHARED[id])) {
    const value = shared[name];
    if (value !== undefined && value !== null && allows(what, value)) kept[name] = value;
  }
  return kept;
}

const VERSION = /^v?\d{1,4}\.\d{1,4}\.\d{1,4}$/;
/** Nothing that is counted here has more; what has may be an id. */
const MOST = 1e9;

function allows(what: Allowed, value: boolean | number | string): boolean {
  if (what === 'flag') return typeof value === 'boolean';
  if (what === 'count') return Number.isInteger(value) && Number(value) >= 0 && Number(value) < MOST;
  if (what === 'number') return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < MOST;
  if (typeof value !== 'string') return false;
  return what === 'version' ? VERSION.test(value) : what.includes(value);
}
