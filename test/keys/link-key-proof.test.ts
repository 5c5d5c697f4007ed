import { describe, expect, test } from 'vitest';
import { sealCommand } from '../../host/connect/command-seal.ts';
import { connectDevice, type DeviceConnection, type DeviceMessage } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import { provesLinkKey } from '../../host/connect/link-key-proof.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { cutMessage } from '../../protocol/fragment.ts';
import { limber } from '../../protocol/generated/wearable.js';
import type { Link } from '../../protocol/link.ts';
import { encodeCommand } from '../../protocol/message.ts';
import { proofNonce, sealNonce } from '../../protocol/seal.ts';
import { type BandOnTable, bandOnTable, OLD_KEYS } from './band-on-table.ts';
import { answers, hellos, impostor } from './impostor.ts';

const wire = limber.v1;

async function proved(band: BandOnTable, link: Link): Promise<boolean> {
  const connection = connectDevice(link, { linkKey: () => OLD_KEYS.link });
  await band.settled(greet(connection, band.clock));
  return (await band.settled(provesLinkKey(connection, band.clock))) !== undefined;
}

test('the band that was enrolled proves it, through anybody who changes nothing', async () => {
  const band = bandOnTable(OLD_KEYS);
  expect(
    await proved(
      band,
      impostor(band.link, 'status', (message) => message),
    ),
  ).toBe(true);
});

test.each([
  ['says that all was done', {}],
  ['guesses', { proof: new Uint8Array(8).fill(9) }],
  ['guesses too much', { proof: new Uint8Array(16).fill(9) }],
])('F48: a device that %s is found out', async (_, guess) => {
  const band = bandOnTable(OLD_KEYS);
  const plain = { result: wire.Result.DONE, reason: '', proof: new Uint8Array(0), ...guess };
  const obliging = answers((answer) => Object.assign(answer, plain));
  expect(await proved(band, impostor(band.link, 'status', obliging))).toBe(false);
});

test('F48: a proof recorded at an earlier start is none', async () => {
  const band = bandOnTable(OLD_KEYS);
  const recorded: Uint8Array[] = [];
  const listening = answers(({ proof }) => proof && recorded.push(proof.slice()));
  expect(await proved(band, impostor(band.link, 'status', listening))).toBe(true);
  expect(recorded).toHaveLength(1);
  const replaying = answers((answer) => Object.assign(answer, { proof: recorded[0] }));
  expect(await proved(band, impostor(band.link, 'status', replaying))).toBe(false);
});

test.each([
  ['real', { simulated: false }],
  ['another', { deviceId: 'b-1' }],
  ['of the firmware that was shipped', { firmwareHash: 1 }],
])('F48: a band that says it is %s, and is not, proves nothing', async (_, changed) => {
  const band = bandOnTable(OLD_KEYS);
  expect(await proved(band, impostor(band.link, 'info', hellos(changed)))).toBe(false);
});

describe('one number makes one proof', () => {
  async function asked(...challenges: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const band = bandOnTable(OLD_KEYS);
    const connection: DeviceConnection = band.connect(OLD_KEYS.link);
    const { salt, boot } = await band.settled(greet(connection, band.clock));
    const proofs: Uint8Array[] = [];
    connection.messages$.subscribe((message: DeviceMessage) => {
      if (message.kind === 'acknowledgement') proofs.push(message.acknowledgement.proof);
    });
    for (const [index, challenge] of challenges.entries()) {
      const command = encodeCommand({ kind: 'LEASE', counter: 9, boot, ttlMs: 0, challenge });
      const sealed = sealCommand(command, 9, OLD_KEYS.link, salt);
      cutMessage(sealed, band.link.payloadBytes, index, crc32, (packet) => void band.link.send('command', packet));
      band.clock.advanceBy(500);
      await new Promise(setImmediate);
    }
    return proofs;
  }
  const [first, second] = [new Uint8Array(8).fill(1), new Uint8Array(8).fill(2)];

  test('not a second one, even to who has the key', async () => {
    const proofs = await asked(first, second);
    expect(proofs.map(({ length }) => length)).toEqual([8, 0]);
  });

  test('none to a challenge of another length', async () => {
    expect((await asked(new Uint8Array(7))).map(({ length }) => length)).toEqual([0]);
  });

  test('in a direction that no command is sealed in', () => {
    const salt = new Uint8Array(8).fill(3);
    expect(proofNonce(salt, 9)).not.toEqual(sealNonce(salt, 9));
    expect(proofNonce(salt, 9)[8]! & 0x80).toBe(0x80);
  });
});
