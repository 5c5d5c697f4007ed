import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openKeyRegister } from '../../host/cli/key-register.ts';
import { lockKey } from '../../host/keys/key-file.ts';
import { openStore } from '../../host/records/store.ts';
import { OTHER_KEY, OWN_KEY, TrustRig } from '../host/trust-rig.ts';

const data = mkdtempSync(join(tmpdir(), 'limber-clear-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** The ways in which sixteen bytes get into a file unnoticed. */
const writings = (key: Uint8Array): Buffer[] => [
  Buffer.from(key),
  Buffer.from(Buffer.from(key).toString('hex')),
  Buffer.from(Buffer.from(key).toString('base64').slice(0, 21)),
  Buffer.from(key.join(',')),
  Buffer.from(key.join(', ')),
];

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

test.each(['motion', 'stim'] as const)(
  'the link key of a %s band: not in the data directory nor in what is said, whether it was let in or refused',
  async (role) => {
    const rig = new TrustRig();
    const file = lockKey({ kind: 'link', id: `band-${role}`, name: '', publicKey: '' }, OWN_KEY, 'a passphrase');
    const register = openKeyRegister(data, true);
    register.enrolBand(file);
    register.close();
    const store = openStore(data, { simulated: true, wallMs: rig.clock.wallMs });
    rig.refusals.keepIn(store.audit);

    rig.bring({ role, key: OWN_KEY });
    const device = await rig.admit(OWN_KEY);
    expect(device.refused).toBeUndefined();
    rig.air.dropOut(Number.POSITIVE_INFINITY);
    rig.bring({ role, key: OTHER_KEY });
    await rig.live(12_000);
    expect(device.refused).toMatch(/does not have its key/);
    store.close();

    const files = filesBelow(data);
    expect(files.some((path) => path.endsWith(`band-${role}.link.key.json`))).toBe(true);
    expect(files.some((path) => path.endsWith('records.db'))).toBe(true);
    const everything = [...files.map((path) => readFileSync(path)), Buffer.from(rig.said.join('\n'))];
    for (const [index, bytes] of everything.entries())
      for (const key of [OWN_KEY, OTHER_KEY])
        for (const writing of writings(key))
          expect(bytes.includes(writing), files[index] ?? 'what was said').toBe(false);
  },
);
