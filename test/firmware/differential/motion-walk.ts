import { taggedPayload } from '../../../host/connect/link-tag.ts';
import { manifestOf } from '../../../host/tools/firmware-image.ts';
import { type Command, encodeCommand } from '../../../protocol/message.ts';
import { plainEnvelope } from '../../../protocol/seal.ts';
import { type Random, seededRandom } from '../../../sim/random.ts';
import { pick, randomBytes, whole } from '../attacker.ts';
import { KEY_FILES, LINK_KEY } from '../bench-band.ts';
import { fullLog } from './full-log.ts';
import { placeTwoBoards, type TwoBoards } from './two-boards.ts';
import type { FlashedBuild } from './two-builds.ts';

const BOARDS = ['puck', 'xiao', 'jolt', 'bangle2'] as const;
const IMAGE = { version: '9.9.9', role: 'motion', hash: 0, bytes: new Uint8Array(400).fill(47) } as const;

/** Everything that somebody, or something, may do to a motion band. */
function actsOn(boards: TwoBoards, random: Random): readonly (() => void)[] {
  let counter = 0;
  const say = (command: Partial<Command> & Pick<Command, 'kind'>): void =>
    boards.send(plainEnvelope(encodeCommand({ counter: ++counter, ...command })));
  const tagged = (kind: 'UPDATE_BEGIN' | 'HEALTHY' | 'WIPE', body: Uint8Array): void => {
    const salt = boards.hello()?.salt ?? new Uint8Array(8);
    say({ kind, payload: taggedPayload(kind, counter + 1, body, LINK_KEY, salt) });
  };
  return [
    () => say({ kind: 'CONFIGURE', configurationId: whole(random, 8) }),
    () => say({ kind: 'RESEND', sequenceFrom: whole(random, 400), count: whole(random, 40) }),
    () => say({ kind: 'SAY_HELLO' }),
    () => say({ kind: 'READ_LOG', sequenceFrom: whole(random, 30), count: whole(random, 30) }),
    () => say({ kind: 'FORGET_LOG', sequenceFrom: whole(random, 30), count: whole(random, 30) }),
    () => say({ kind: 'CALIBRATE', payload: randomBytes(random, whole(random, 100)) }),
    () => say({ kind: 'TELL_CALIBRATION' }),
    () => say({ kind: 'IDENTIFY' }),
    () => say({ kind: 'ARM', counter: whole(random, counter + 2) }),
    () => tagged('UPDATE_BEGIN', manifestOf(IMAGE)),
    () => say({ kind: 'UPDATE_DATA', sequenceFrom: 64 * whole(random, 7), payload: IMAGE.bytes.subarray(0, 64) }),
    () => say({ kind: 'UPDATE_END' }),
    () => tagged('HEALTHY', randomBytes(random, 8)),
    () => random.next() < 0.2 && tagged('WIPE', new Uint8Array(0)),
    () => say({ kind: 'ENROL', keyPair: randomBytes(random, pick(random, [16, 15, 32])) }),
    () => boards.send(randomBytes(random, 1 + whole(random, 60))),
    () => boards.both((one) => one.pressButton()),
    () => {
      boards.both((one) => one.faults.holdButton(true));
      boards.advance(pick(random, [100, 5500]));
      boards.both((one) => one.faults.holdButton(false));
    },
    () => {
      boards.both((one) => one.disconnect());
      boards.advance(pick(random, [500, 5000, 66_000, 100_000]));
    },
    () => {
      const fails = random.next() < 0.3;
      boards.both((one) => one.faults.failWrites(fails));
    },
    () => {
      const cause = pick(random, ['power', 'watchdog', 'software'] as const);
      if (random.next() < 0.4) boards.both((one) => one.reboot(cause));
    },
    () => {
      // Worn and shaken, or laid on a table; just short of it, and just beyond.
      const by = pick(random, [0, 818, 819, 820, 821, 4000]);
      boards.turn([0, by, 8192]);
    },
    () => {
      const percent = pick(random, [null, 0, 14, 15, 16, 100]);
      boards.both((one) => {
        one.faults.power.batteryPercent = percent;
      });
    },
    () => {
      // A recording without a host.
      boards.both((one) => one.disconnect());
      boards.advance(100);
      boards.both((one) => one.pressButton());
      boards.advance(pick(random, [3000, 20_000, 61_000]));
    },
    () => {
      const [writes, share] = [whole(random, 3), random.next()];
      boards.both((one) => one.faults.cutPowerInWrite(writes, share));
    },
    () => {
      const names = boards.files().filter((name) => /^limber\.(boot|cfg|cal|log.)$/.test(name));
      const name = pick(random, names);
      if (name && random.next() < 0.3) boards.both((one) => one.faults.corruptFiles([name]));
    },
    () => {
      const byS = pick(random, [-3, 0.7, 4, 900, 4300]);
      boards.both((one) => one.faults.jumpClock(byS));
    },
    () => {
      const durationMs = pick(random, [whole(random, 400), whole(random, 400), whole(random, 400), 51_000]);
      boards.both((one) => one.faults.stall(durationMs));
    },
  ];
}

/** @throws Difference with the seed and the step in its message */
export function walkMotion(builds: readonly [FlashedBuild, FlashedBuild], seed: number, steps: number): string {
  const random = seededRandom(seed);
  const board = BOARDS[seed % BOARDS.length]!;
  const files = { ...(random.next() < 0.5 ? KEY_FILES : {}), ...(random.next() < 0.5 ? fullLog(random, board) : {}) };
  const hasSensor = random.next() < 0.9;
  const boards = placeTwoBoards({ role: 'motion', board, seed, builds, files, hasSensor });
  const acts = actsOn(boards, random);
  let i = 0;
  try {
    boards.advance(1000);
    for (; i < steps; i++) {
      if (random.next() < 0.6) boards.both((one) => one.connect());
      pick(random, acts)();
      boards.advance(pick(random, [50, 200, 700, 2000]));
    }
  } catch (error) {
    (error as Error).message = `motion on ${board}, seed ${seed}, step ${i}: ${(error as Error).message}`;
    throw error;
  }
  return board;
}
