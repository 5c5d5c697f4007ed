import { sealCommand } from '../../../host/connect/command-seal.ts';
import { type TaggedKind, taggedPayload } from '../../../host/connect/link-tag.ts';
import { manifestOf } from '../../../host/tools/firmware-image.ts';
import { encodeCommand } from '../../../protocol/message.ts';
import { plainEnvelope } from '../../../protocol/seal.ts';
import type { Random } from '../../../sim/random.ts';
import { KINDS, pick, randomBytes, whole } from '../attacker.ts';
import { PRESCRIPTION_KEY } from '../bench-band.ts';
import { PRESCRIBED } from '../stim-bench.ts';
import { enrol, hold, NOTHING, nextCounter, obey, press, type Sent, say, sealed, type Walk } from './walking-host.ts';

const PIECES = { version: '9.9.9', role: 'stim', hash: 0, bytes: new Uint8Array(400).fill(47) } as const;

function flipped(random: Random, message: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(message);
  copy[whole(random, copy.length)]! ^= 1 << whole(random, 8);
  return copy;
}

/** Whatever somebody else may send. */
export function attack(walk: Walk): void {
  const { random, boards, sent } = walk;
  const kind = pick(random, KINDS);
  const command: Sent = { ...PRESCRIBED, kind, ttlMs: 2000, currentUa: whole(random, 20_000), host: whole(random, 3) };
  const shapes: (() => Uint8Array)[] = [
    () => (sent.length > 0 ? pick(random, sent) : randomBytes(random, 20)),
    () => sent.at(-1) ?? randomBytes(random, 5),
    () => flipped(random, sealed(walk, command)),
    () => flipped(random, encodeCommand({ ...command, counter: walk.counter })),
    () => plainEnvelope(encodeCommand({ ...command, counter: walk.counter })),
    () => plainEnvelope(encodeCommand({ kind: 'STOP', counter: whole(random, 100) })),
    () => randomBytes(random, 1 + whole(random, 200)),
    () => sealed(walk, command).subarray(0, pick(random, [8, 12, 13, 14, 21, 22])),
    () => sealed(walk, { ...command, boot: whole(random, 3) }),
    () => sealed(walk, command, Math.max(0, walk.counter - whole(random, 4))),
    () => sealed(walk, { ...command, heardTicks: whole(random, 2 ** 31) }),
    () => sealed(walk, { ...command, sealed: randomBytes(random, whole(random, 90)), fault: 'MEMORY' }),
    () =>
      sealCommand(
        encodeCommand({ ...command, counter: 9 }),
        9,
        PRESCRIPTION_KEY,
        boards.hello()?.salt ?? new Uint8Array(8),
      ),
  ];
  // More at once than a band keeps waiting, now and then.
  for (let left = pick(random, [1, 1, 1, 1, 1, 5, 7]); left > 0; left--) say(walk, pick(random, shapes)());
}

function tagged(walk: Walk, kind: TaggedKind, body: Uint8Array): void {
  const counter = nextCounter(walk);
  const salt = walk.boards.hello()?.salt ?? new Uint8Array(8);
  say(walk, sealed(walk, { kind, payload: taggedPayload(kind, counter, body, walk.key, salt) }, counter));
}

export function serve(walk: Walk): void {
  const { random } = walk;
  const acts: (() => void)[] = [
    () => obey(walk, { kind: 'IDENTIFY' }),
    () => obey(walk, { kind: 'SAY_HELLO' }),
    () => tagged(walk, 'UPDATE_BEGIN', manifestOf(PIECES)),
    () =>
      obey(walk, { kind: 'UPDATE_DATA', sequenceFrom: 64 * whole(random, 7), payload: PIECES.bytes.subarray(0, 64) }),
    () => obey(walk, { kind: 'UPDATE_END' }),
    () => tagged(walk, 'HEALTHY', randomBytes(random, 8)),
    () => random.next() < 0.2 && tagged(walk, 'WIPE', NOTHING),
    () => enrol(walk),
    () => say(walk, plainEnvelope(encodeCommand({ kind: 'ENROL', keyPair: randomBytes(random, 31), counter: 3 }))),
  ];
  pick(random, acts)();
}

export function disturb(walk: Walk): void {
  const { random, boards } = walk;
  const acts: (() => void)[] = [
    () => press(walk),
    () => hold(walk, pick(random, [40, 300, 5200])),
    () => boards.both((board) => board.disconnect()),
    () => boards.both((board) => board.connect()),
    () => {
      const cause = pick(random, ['power', 'watchdog', 'brown-out', 'software'] as const);
      boards.both((board) => board.reboot(cause));
    },
    () => boards.advance(pick(random, [5000, 20_000, 61_000])),
    () => boards.leap(pick(random, [4000, 29_500, 31_000, 1_795_000, 1_805_000, 3_700_000])),
    () => obey(walk, { kind: 'STOP' }),
    () => obey(walk, { kind: 'PAUSE' }),
  ];
  pick(random, acts)();
}
