import { LOG_FILE_BYTES, LOG_FILES } from '../../../firmware/motion/log-capacity.ts';
import { crc32 } from '../../../protocol/crc32.ts';
import { BOARD_KINDS, type BoardName } from '../../../sim/board/board-kinds.ts';
import type { Random } from '../../../sim/random.ts';
import { pick, whole } from '../attacker.ts';

/** Larger ones would be compared again and again. */
const BYTES_MAX = 60_000;

const little = (value: number, bytes: number): string =>
  String.fromCharCode(...Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) & 255));

/** One block, and so many bytes behind it that nothing was written to. */
function logFile(first: number, dropped: number, bytes: number, room: number): string {
  const text = '\x01'.repeat(Math.max(1, bytes - 12 - room));
  const block = little(text.length, 2) + little(crc32(Buffer.from(text, 'latin1')), 2) + text;
  return (little(first, 4) + little(dropped, 4) + block).padEnd(bytes, '\xff');
}

/** A log that has gone round, or is about to; none where it would be large. */
export function fullLog(random: Random, board: BoardName): Record<string, string> {
  const bytes = LOG_FILE_BYTES.find(([name]) => name === BOARD_KINDS[board].environment)?.[1] ?? 0;
  if (bytes === 0 || bytes > BYTES_MAX) return {};
  const [first, at] = [pick(random, [0, 3, 65_530, 2 ** 31 - 2]), whole(random, LOG_FILES)];
  const [dropped, room] = [pick(random, [0, 0, 5]), pick(random, [0, 3, 60, 400])];
  const files = 1 + whole(random, LOG_FILES);
  return Object.fromEntries(
    Array.from({ length: files }, (_, i) => [
      `limber.log${(at + i) % LOG_FILES}`,
      logFile(first + i, dropped, bytes, i === files - 1 ? room : 0),
    ]),
  );
}
