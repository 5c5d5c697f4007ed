import { expect, test } from 'vitest';
import type { Link } from '../../protocol/link.ts';
import { codes, OWN_KEY, TrustRig } from '../host/trust-rig.ts';
import { answers, type Change, impostor } from '../keys/impostor.ts';

interface Recording {
  hello?: Uint8Array;
  proof?: Uint8Array;
}

const listening = (recording: Recording, link: Link): Link => {
  const keepHello: Change = (message) => {
    recording.hello = message.slice();
    return message;
  };
  const keepProof = answers(({ proof }) => {
    if (proof?.length) recording.proof = proof.slice();
  });
  return impostor(impostor(link, 'info', keepHello), 'status', keepProof);
};

/** Says of itself what was said then, with the salt of then, and answers with the proof of then. */
const replaying = ({ hello, proof }: Recording, link: Link): Link =>
  impostor(
    impostor(link, 'info', () => hello!),
    'status',
    answers((answer) => Object.assign(answer, { proof })),
  );

test.each(['motion', 'stim'] as const)('a %s band that answers as another one did once', async (role) => {
  const recording: Recording = {};
  const once = new TrustRig();
  once.bring({ role, key: OWN_KEY });
  const seen = await once.admit(OWN_KEY, { link: listening(recording, once.air.link) });
  expect(seen.refused).toBeUndefined();
  expect(recording).toMatchObject({ hello: expect.any(Uint8Array), proof: expect.any(Uint8Array) });

  const rig = new TrustRig();
  rig.bring({ role, key: OWN_KEY });
  const device = await rig.admit(OWN_KEY, { link: replaying(recording, rig.air.link) });
  await rig.live(3_000);
  expect(device.refused).toMatch(/does not have its key/);
  expect(rig.heard).toEqual([]);
  expect(codes(rig)).toEqual(['key-not-proven']);
});

test('nor within one connection: each question is another one', async () => {
  const recording: Recording = {};
  const rig = new TrustRig();
  rig.bring({ role: 'motion', key: OWN_KEY });
  let replays = false;
  const proofs = answers((answer) => {
    if (!answer.proof?.length) return;
    recording.proof ??= answer.proof.slice();
    if (replays) answer.proof = recording.proof;
  });
  const device = await rig.admit(OWN_KEY, { link: impostor(rig.air.link, 'status', proofs) });
  expect(device.refused).toBeUndefined();
  replays = true;
  rig.air.dropOut(500);
  await rig.live(4_000);
  expect(device.refused).toMatch(/does not have its key/);
});
