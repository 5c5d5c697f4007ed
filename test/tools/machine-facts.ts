import type { MachineFacts } from '../../host/tools/doctor-checks.ts';

export const NOW_MS = Date.UTC(2026, 10, 22, 12);

/** A machine on which all is well. */
export const WELL: MachineFacts = {
  node: { version: 'v24.21.0', platform: 'linux', arch: 'x64', release: '6.1.0-18-amd64' },
  serial: {
    platform: 'linux',
    bindingFailure: null,
    ports: [{ path: '/dev/ttyACM0', isAccessible: true }],
    isRoot: false,
    group: 'dialout',
    isInGroup: true,
    hasModemManager: false,
  },
  radio: { platform: 'linux', adapters: ['hci0'], softBlocked: false, hardBlocked: false, mayUseRadio: true },
  bus: { platform: 'linux', hasSocket: true, failure: null, hasBluez: true },
  radioLibraryFailure: null,
  link: { asked: 'auto', hci: false, taken: 'bluez', why: 'BlueZ, because bluetoothd runs.', failure: null },
  broker: null,
  certificates: { nowMs: NOW_MS, files: [] },
  disk: { path: '/data', freeBytes: 50e9, speed: { megabytesPerS: 120, commitMs: 4 }, failure: null },
  data: {
    path: '/data',
    exists: true,
    isWritable: true,
    kind: 'real',
    markerFailure: null,
    isHeld: false,
    hasHolder: false,
    keys: { files: 2, exposed: [], prescriptionKeys: [] },
    database: {
      failure: null,
      schemaVersion: 4,
      newestVersion: 4,
      recordsKey: { from: '/keys/records.key', failure: null },
      chain: { intact: true, records: 12, head: '00' },
      devices: 2,
      sessions: 5,
      waiting: 0,
      latestMs: NOW_MS - 1000,
    },
  },
  clock: { nowMs: NOW_MS, installedMs: NOW_MS - 1e9, latestRecordMs: NOW_MS - 1000, synchronized: true },
  firmware: { limber: '1.2.0', versions: { motion: '1.2.0', stim: '1.2.0' }, wrong: [] },
  pages: { port: 8420, isFree: true, areBuilt: true },
};
