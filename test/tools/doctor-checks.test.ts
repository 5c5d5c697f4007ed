import { expect, test } from 'vitest';
import { CHECKS, type Checked, type CheckId, judgeAll, type MachineFacts } from '../../host/tools/doctor-checks.ts';
import { NOW_MS, WELL } from './machine-facts.ts';

type Change = { readonly [Part in keyof MachineFacts]?: Partial<NonNullable<MachineFacts[Part]>> | null | string };

/** The finding of one check on a machine that differs from a well one in one thing. */
function found(id: CheckId, change: Change): Checked {
  const facts: Record<string, unknown> = { ...WELL };
  for (const [part, value] of Object.entries(change)) {
    const before = WELL[part as keyof MachineFacts];
    facts[part] = typeof value === 'object' && value !== null ? { ...(before as object), ...value } : value;
  }
  return judgeAll(facts as unknown as MachineFacts).find((one) => one.id === id)!;
}

test('of a machine on which all is well nothing is said but that', () => {
  for (const { id, verdict, text, advice } of judgeAll(WELL)) {
    expect(verdict, id).toBe('ok');
    expect(text.length, id).toBeGreaterThan(3);
    expect(advice, id).toBeUndefined();
  }
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
});

const database = (change: object): Change => ({ data: { database: { ...WELL.data.database!, ...change } } });

const TABLE: readonly (readonly [CheckId, Change, 'ok' | 'warn' | 'fail', RegExp])[] = [
  ['node', { node: { version: 'v20.19.0' } }, 'fail', /older than 22\.18\.0.*install Node 24/],
  ['platform', { node: { platform: 'darwin' } }, 'warn', /tested on Linux/],
  [
    'clock',
    { clock: { latestRecordMs: NOW_MS + 4 * 86_400_000 } },
    'fail',
    /earlier than the latest record by 4 days.*set it right/,
  ],
  ['clock', { clock: { installedMs: NOW_MS + 400 * 86_400_000 } }, 'fail', /earlier than this program was installed/],
  ['clock', { clock: { synchronized: false } }, 'warn', /not yet set by the network/],
  ['clock', { clock: { synchronized: null, latestRecordMs: null, installedMs: null } }, 'ok', /2026-11-22/],
  ['disk', { disk: { freeBytes: 1e8 } }, 'fail', /0\.1 GB free.*free some space/],
  ['disk', { disk: { freeBytes: 7e8 } }, 'warn', /soon/],
  ['disk', { disk: { speed: { megabytesPerS: 20, commitMs: 900 } } }, 'warn', /slow/],
  [
    'disk',
    { disk: { speed: null, failure: 'you have no permission' } },
    'fail',
    /cannot be written: you have no permission/,
  ],
  ['firmware', { firmware: { versions: null } }, 'fail', /not built.*npm run firmware/],
  [
    'firmware',
    { firmware: { versions: { motion: '1.1.0', stim: '1.2.0' } } },
    'fail',
    /another version than this Limber 1\.2\.0: motion 1\.1\.0/,
  ],
  ['firmware', { firmware: { wrong: ['stim-release.js'] } }, 'fail', /stim-release\.js is not what was built/],
  ['pages', { pages: { areBuilt: false } }, 'fail', /npm run pages/],
  ['pages', { pages: { isFree: false } }, 'warn', /8420 is taken.*next free port/],
  ['serial-library', { serial: { bindingFailure: 'no native build' } }, 'fail', /npm rebuild @serialport/],
  ['serial-ports', { serial: { ports: [] } }, 'ok', /no band is plugged in/],
  [
    'serial-permission',
    { serial: { ports: [{ path: '/dev/ttyACM0', isAccessible: false }] } },
    'fail',
    /may not use \/dev\/ttyACM0.*usermod -aG dialout/,
  ],
  ['serial-permission', { serial: { isInGroup: false, ports: [] } }, 'warn', /not in group dialout/],
  ['serial-permission', { serial: { isInGroup: false, isRoot: true } }, 'ok', /root/],
  ['modem-manager', { serial: { hasModemManager: true } }, 'warn', /mask --now ModemManager/],
  [
    'bluetooth-library',
    { radioLibraryFailure: 'Module did not self-register\nat x' },
    'warn',
    /self-register.*npm rebuild/,
  ],
  ['bluetooth-adapter', { radio: { adapters: [] } }, 'warn', /no adapter.*cable.*modprobe btusb/],
  ['bluetooth-adapter', { radio: { softBlocked: true } }, 'warn', /rfkill unblock bluetooth/],
  ['bluetooth-adapter', { radio: { hardBlocked: true } }, 'warn', /switch on the machine/],
  ['bluetooth-adapter', { radio: { mayUseRadio: false } }, 'warn', /setcap cap_net_raw,cap_net_admin/],
  ['d-bus', { bus: { hasSocket: false } }, 'warn', /no system bus.*apt-get install dbus/],
  ['d-bus', { bus: { failure: 'it hung up' } }, 'warn', /does not answer: it hung up/],
  ['bluez', { bus: { hasBluez: false } }, 'warn', /apt-get install bluez/],
  [
    'link',
    { link: { taken: 'none', why: 'No Bluetooth: no adapter (x): plug one in.' } },
    'warn',
    /cable.*plug one in$/,
  ],
  [
    'link',
    { link: { asked: 'bluez', failure: 'bluetoothd does not run: sudo apt-get install bluez.' } },
    'fail',
    /^bluetoothd does not run sudo apt-get install bluez$/,
  ],
  ['link', { link: { asked: 'noble', taken: 'noble', why: '' } }, 'fail', /bluetoothd runs and owns.*--link bluez/],
  [
    'link',
    { link: { asked: 'bluez', taken: 'bluez', why: '', failure: 'The adapter fell asleep.' } },
    'fail',
    /^The adapter fell asleep unplug the adapter/,
  ],
  [
    'link',
    { link: { asked: 'noble', taken: 'noble', why: '' }, radio: { mayUseRadio: false }, bus: { hasBluez: false } },
    'fail',
    /this user may not use the adapter sudo setcap/,
  ],
  ['link', { link: { asked: 'noble', taken: 'noble', why: '' }, bus: { hasBluez: false } }, 'ok', /noble, as asked/],
  ['link', { link: { asked: 'auto', hci: true, taken: 'noble', why: '' }, radio: { adapters: [] } }, 'ok', /noble/],
  ['link', { link: { asked: 'serial', taken: 'serial', why: '' }, serial: { ports: [] } }, 'fail', /plug a band in/],
  [
    'broker',
    { broker: { url: 'mqtt://h', protocol: 5, answeredMs: null, code: 'ECONNREFUSED' } },
    'fail',
    /nothing listens at that port \(ECONNREFUSED\)/,
  ],
  ['broker', { broker: { url: 'mqtt://h', protocol: 4, answeredMs: null, code: 5 } }, 'fail', /not authorized \(5\)/],
  [
    'broker',
    { broker: { url: 'mqtt://h', protocol: 5, answeredMs: null, code: 'CERT_HAS_EXPIRED' } },
    'fail',
    /certificate, or the one that signed it, has expired/,
  ],
  [
    'broker',
    { broker: { url: 'mqtt://h', protocol: 5, answeredMs: 12, code: '' } },
    'ok',
    /answers CONNECT in 12 ms, MQTT 5/,
  ],
  ['data-directory', { data: { exists: false } }, 'ok', /does not exist yet/],
  ['data-directory', { data: { isWritable: false } }, 'fail', /chown/],
  ['data-directory', { data: { markerFailure: 'the marker says nothing' } }, 'fail', /restore its limber-data\.json/],
  ['data-lock', { data: { isHeld: true, hasHolder: true } }, 'ok', /a gateway uses it/],
  ['data-lock', { data: { hasHolder: true } }, 'warn', /killed, or the power went/],
  [
    'data-keys',
    { data: { keys: { files: 1, exposed: ['/data/keys/b.link.key.json'], prescriptionKeys: [] } } },
    'fail',
    /others may read.*chmod -R go= "\/data\/keys"/,
  ],
  [
    'data-keys',
    { data: { keys: { files: 1, exposed: [], prescriptionKeys: ['/data/keys/b.prescription.key.json'] } } },
    'fail',
    /no gateway may hold a prescription key/,
  ],
  ['database', database({ failure: { code: 'records/corrupt', message: 'It is damaged.' } }), 'fail', /It is damaged/],
  ['database', database({ schemaVersion: 2 }), 'ok', /brought to 4 at the next start/],
  ['records-key', database({}), 'ok', /from \/keys\/records\.key; no backup holds it.+keep a copy elsewhere/],
  ['records-key', database({ recordsKey: null }), 'ok', /none needed yet/],
  [
    'records-key',
    database({ recordsKey: { from: null, failure: { code: 'records/key-missing', message: 'It is not here.' } } }),
    'fail',
    /It is not here.+bring back the key/,
  ],
  [
    'audit-chain',
    database({
      chain: {
        intact: false,
        brokenSeq: 3,
        wallMs: null,
        kind: null,
        fault: 'changed',
        why: 'record 3 is not what was written',
      },
    }),
    'fail',
    /record 3 is not what was written.*nothing stimulates/,
  ],
  ['audit-chain', { data: { database: null } }, 'ok', /nothing to prove/],
  ['outbox', database({ waiting: 5000 }), 'warn', /5000 messages wait/],
];

test.each(TABLE)('%s: %j is %s', (id, change, verdict, words) => {
  const finding = found(id, change);
  expect(finding.verdict).toBe(verdict);
  expect(`${finding.text} ${finding.advice ?? ''}`).toMatch(words);
  if (verdict !== 'ok') expect(finding.advice).toBeTruthy();
});
