import { createLogUpdate } from 'log-update';
import { LimberError } from '../../protocol/limber-error.ts';
import { counted } from '../tools/columns.ts';
import type { Asked, FleetHand } from '../tools/fleet-enrolment.ts';
import type { FleetRow } from '../tools/fleet-list.ts';
import { type BandEnd, type FleetOutcome, tally } from '../tools/fleet-run.ts';
import { printJson, say } from './console.ts';
import type { Ending } from './ending.ts';
import { EXIT } from './exit-code.ts';

/** What is seen of a run: one line a band; on a terminal a bar and who waits for a hand below them. */
export interface FleetShow {
  readonly hand: FleetHand;
  end(band: BandEnd): void;
  note(line: string): void;
  /** 0 to 1, of a band that is worked on. */
  share(row: FleetRow, share: number): void;
  stop(): void;
}

const BAR = 30;
const ENDING_WORDS =
  'No further band is begun; those that are begun are brought to an end. Ctrl-C again ends at once: nothing is lost.';
const WORDS: Readonly<Record<FleetOutcome, string>> = {
  done: 'done',
  already: 'nothing to do',
  left: 'left',
  failed: 'FAILED',
};

export function showFleet(rows: readonly FleetRow[], ending: Ending): FleetShow {
  const width = Math.max(...rows.map(({ label }) => label.length));
  const waiting = new Map<string, string>();
  const shares = new Map<string, number>();
  let ended = 0;
  const live = process.stderr.isTTY ? createLogUpdate(process.stderr) : undefined;
  const draw = (): void => live?.([...waiting.values(), barOf(ended, [...shares.values()], rows.length)].join('\n'));
  const line = (text: string): void => {
    live?.clear();
    say(text);
    draw();
  };
  draw();
  ending.wish.then(() => line(ENDING_WORDS));
  return {
    hand: {
      ask: (asked) => {
        waiting.set(asked.label, askWords(asked));
        if (live) draw();
        else say(askWords(asked));
      },
      asked: (label) => {
        if (waiting.delete(label)) draw();
      },
    },
    end: (band) => {
      ended++;
      shares.delete(band.row.label);
      line(endLine(band, width));
    },
    note: line,
    share: ({ label }, share) => {
      shares.set(label, share);
      draw();
    },
    stop: () => live?.clear(),
  };
}

function barOf(ended: number, shares: readonly number[], all: number): string {
  const done = ended + shares.reduce((sum, share) => sum + share, 0);
  const full = Math.round((BAR * done) / Math.max(1, all));
  return `[${'#'.repeat(full)}${' '.repeat(BAR - full)}] ${ended}/${all} bands`;
}

function askWords({ label, device, holdS, withinMs, why }: Asked): string {
  const act = holdS > 0 ? `hold its button down for ${holdS} s` : 'press its button';
  return `${label} (${device}) flickers yellow: ${act}, within ${withinMs / 1000} s; ${why}.`;
}

const endLine = ({ row, outcome, words }: BandEnd, width: number): string =>
  `${row.label.padEnd(width)}  ${WORDS[outcome]}: ${words}`;

export interface FleetReport {
  readonly job: string;
  readonly list: string;
  readonly ends: readonly BandEnd[];
  readonly json: boolean;
  readonly ending: Ending;
  /** Files that were written. */
  readonly files?: Readonly<Record<string, string>>;
  /** What is left is for another time, as meant. */
  readonly leftIsMeant?: boolean;
}

/** The last words. @throws LimberError fleet/incomplete */
export function reportFleet({ job, list, ends, json, ending, files = {}, leftIsMeant = false }: FleetReport): void {
  const { done, already, left, failed } = tally(ends);
  if (json) {
    printJson({
      schema: 'limber/fleet/1',
      job,
      list,
      bands: ends.map(({ row, device = null, outcome, words, code = null, facts = null }) => ({
        label: row.label,
        device,
        role: row.role,
        board: row.board,
        outcome,
        words,
        code,
        facts,
      })),
      summary: { done, already, left, failed },
      files,
    });
  }
  const parts = [`${done + already} done`, `${left} left`, `${failed} failed`];
  const words = `${job} of ${counted(ends.length, 'band')}: ${parts.join(', ')}`;
  if (!json && Object.keys(files).length > 0) say(`Written: ${Object.values(files).join(', ')}`);
  if (ending.asked() && left > 0) process.exitCode = EXIT.cutShort;
  if (failed > 0 || (left > 0 && !leftIsMeant && !ending.asked()))
    throw new LimberError('fleet/incomplete', `${words}. The same command again goes on where it was.`);
  say(left > 0 ? `${words}. The same command again goes on where it was.` : words);
}
