import { LimberError } from '../../../protocol/limber-error.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import { openLine, type SerialLine } from './serial-line.ts';
import type { PortToOpen } from './serial-port.ts';

const ASK_EVERY_MS = 400;
const ANSWER_WITHIN_MS = 2_000;

/** Which band was met at which port while another was looked for: bands whose ports were swapped would look past each other for ever. */
const metAt = new Map<string, string>();

const placesMet = (deviceId: string): string[] =>
  [...metAt].filter(([, met]) => met === deviceId).map(([path]) => path);

export interface BandSearch {
  readonly deviceId: string;
  readonly portAt: (path: string) => PortToOpen;
  /** Where it was. */
  readonly near: readonly string[];
  /** Where else it can be, should it not be there. */
  readonly elsewhere: () => Promise<readonly string[]>;
  readonly givenUp: AbortSignal;
}

/** @throws LimberError link/port-unavailable, link/no-answer: why it was not found where it was */
export async function findBand(search: BandSearch): Promise<SerialLine> {
  const near = [...new Set([...search.near, ...placesMet(search.deviceId)])];
  try {
    return await firstAt(near, search);
  } catch (error) {
    const far = search.givenUp.aborted ? [] : await search.elsewhere();
    const others = far.filter((path) => !near.includes(path));
    return await firstAt(others, search).catch(() => Promise.reject(error));
  }
}

/** Asks at all of them at once, lets go of all but the first where it is. */
async function firstAt(paths: readonly string[], search: BandSearch): Promise<SerialLine> {
  const knocks = paths.map((path) => openLineOf(search, path));
  try {
    const first = await Promise.any(knocks);
    for (const knock of knocks)
      knock.then(
        (line) => void (line !== first && line.hangUp()),
        () => {},
      );
    return first;
  } catch (error) {
    throw (error as AggregateError).errors[0];
  }
}

/** Opens a port and has the band there say who it is. */
async function openLineOf({ deviceId, portAt, givenUp }: BandSearch, path: string): Promise<SerialLine> {
  const port = portAt(path);
  const line = await openLine(port);
  const met = givenUp.aborted ? null : await whoIsThere(line, port.timeline, givenUp);
  if (met !== null) metAt.set(path, met);
  if (met === deviceId && !givenUp.aborted) return line;
  await line.hangUp();
  const words =
    met === null
      ? (line.trouble() ?? `The band ${deviceId} does not answer at ${path}.`)
      : `At ${path} is the band ${met}, not ${deviceId}.`;
  throw new LimberError('link/no-answer', words);
}

/** @returns null where nobody says so in time */
function whoIsThere(line: SerialLine, timeline: Timeline, givenUp: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const end = (deviceId: string | null): void => {
      cancelAsking();
      cancelPatience();
      givenUp.removeEventListener('abort', giveUp);
      resolve(deviceId);
    };
    const giveUp = (): void => end(null);
    const cancelAsking = timeline.every(ASK_EVERY_MS, line.ask);
    const cancelPatience = timeline.after(ANSWER_WITHIN_MS, giveUp);
    givenUp.addEventListener('abort', giveUp);
    line.onHello(end);
    line.onGone(giveUp);
    line.ask();
  });
}
