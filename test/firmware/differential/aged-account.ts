import { LASTING_NAMES } from '../../../firmware/build/lasting-names.ts';
import { crc32 } from '../../../protocol/crc32.ts';
import type { SealedPrescription } from '../../../protocol/message.ts';
import { DEFAULT_SESSION_CONFIG } from '../../../protocol/session.ts';
import type { SessionMemory } from '../../../protocol/session-memory.ts';
import type { Random } from '../../../sim/random.ts';
import { pick, whole } from '../attacker.ts';
import { fileMeaning } from './board-record.ts';
import type { TwoBoards } from './two-boards.ts';

type Field = Exclude<keyof SessionMemory, 'state' | 'fault'>;
type Budgets = Pick<SealedPrescription, 'sessionMs' | 'dayMs' | 'sessionsPerDay' | 'totalMs' | 'expiresAtS'>;

const COPIES = ['session.a', 'session.b'];
const { dayWindowMs, restMs, loopWindowMs } = DEFAULT_SESSION_CONFIG;
/** Numbers whose next ones have another sign, or do not fit, where a pass takes 32 bits for enough. */
const LARGE = [255, 65_535, 2 ** 31 - 500, 2 ** 31 + 500];

const nearly = (random: Random, limit: number): number =>
  Math.max(0, limit - pick(random, [-100, 0, 100, 300, 400, 2000, 5000, 20_000, 400_000]));

/** What hours and days would have left there: never far from where it begins to matter. */
const AGED: readonly (readonly [Field, (random: Random, budgets: Budgets) => number])[] = [
  ['dayAgeMs', (random) => nearly(random, dayWindowMs)],
  ['dayMs', (random, { dayMs }) => nearly(random, dayMs)],
  ['daySessions', (random, { sessionsPerDay }) => Math.max(0, sessionsPerDay - whole(random, 3))],
  ['prescriptionMs', (random, { totalMs }) => nearly(random, totalMs)],
  ['restLeftMs', (random) => pick(random, [0, 100, 3000, 61_000, restMs])],
  ['blockMs', (random, { sessionMs }) => nearly(random, sessionMs)],
  ['sinceOutputMs', (random) => nearly(random, restMs)],
  ['latestNowS', (random, { expiresAtS }) => expiresAtS - pick(random, [0, 1, 3, 20, 3600, 4000])],
  ['loopBoots', (random) => whole(random, 3)],
  ['loopMs', (random) => nearly(random, loopWindowMs)],
  ['loopGapMs', (random) => pick(random, [0, 1000, nearly(random, loopWindowMs)])],
  ['boot', (random) => pick(random, LARGE)],
  ['counter', (random) => pick(random, LARGE)],
  ['sessions', (random) => pick(random, LARGE)],
  ['pulses', (random) => pick(random, LARGE)],
  ['chargeNc', (random) => pick(random, LARGE)],
];

/** Under the names that this build writes. */
function changed(text: string, changes: readonly (readonly [Field, number])[]): string {
  const copy = JSON.parse(text.slice(text.indexOf(' ') + 1)) as Record<string, Record<string, number>>;
  const memory = copy.memory ?? copy[LASTING_NAMES.memory!]!;
  for (const [field, value] of changes) memory[field in memory ? field : LASTING_NAMES[field]!] = value;
  const json = JSON.stringify(copy);
  return `${crc32(Buffer.from(json, 'latin1'))} ${json}`;
}

/** Both bands start again with an account to which hours or days have happened that nobody had to wait for. */
export function ageAccount(random: Random, boards: TwoBoards, budgets: Budgets): void {
  const fields = Array.from({ length: 1 + whole(random, 4) }, () => pick(random, AGED));
  const changes = fields.map(([field, value]) => [field, value(random, budgets)] as const);
  boards.both((board, flash) => {
    for (const name of COPIES) {
      const text = flash.read(name);
      if (text && fileMeaning(name, text) !== 'torn') flash.put(name, changed(text, changes));
    }
    board.reboot('power');
  });
  boards.advance(1000);
  boards.both((board) => board.connect());
  boards.advance(600);
}
