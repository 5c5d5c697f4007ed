import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { Command } from 'commander';
import { formatDuration } from '../../protocol/units.ts';
import { MOTION_CORE } from '../motion/motion-core.ts';
import { type ImpossibleAnalysis, planReanalysis, type ReanalysisPlan, reanalyse } from '../reanalysis/reanalyse.ts';
import { type AnalysisChange, analysisChanges } from '../reanalysis/reanalysis-changes.ts';
import type { SessionDocument } from '../records/session-document.ts';
import { type Archive, openArchive, type Store } from '../records/store.ts';
import { changesLine, obstacleText } from '../screen/analysis-words.ts';
import { count } from '../screen/words.ts';
import { readPseudonym } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { type Progress, printJson, say, showProgress } from './console.ts';
import { awaitEnding } from './ending.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { actOnRecords, type RecordsOptions, recordsIn } from './records-act.ts';
import { DATA_HELP, fromOption } from './records-directory.ts';

interface ReanalyseOptions extends RecordsOptions {
  readonly session?: string;
  readonly patient?: string;
  readonly all?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

export function reanalyseCommand(): Command {
  const command = new Command('reanalyse')
    .summary('let the present motion core see stored sessions again')
    .description(
      'Sends the stored raw samples of finished sessions through the present motion core and keeps what it makes of them beside what was recorded, which stays as it is. Sessions that this core has seen are left out, so that a run that was killed goes on where it was. Samples that came too late for the session are used. While a gateway runs its directory is taken: end it first.',
    )
    .option('--session <id>', 'one session')
    .option('--patient <id>', 'all sessions of one person', readPseudonym)
    .option('--all', 'all sessions')
    .option('--dry-run', 'only say what there is to do; also while a gateway runs')
    .option('--data <dir>', DATA_HELP)
    .addOption(fromOption('gateway'))
    .option('--json', 'print one JSON document')
    .action(runReanalyse);
  return withExamples(
    command,
    ['limber reanalyse --all --dry-run', 'limber reanalyse --patient p-17', 'limber reanalyse --session <id> --json'],
    '0 done (sessions that cannot be analysed are named), 1 failed, 2 bad arguments, 130 a signal cut it short (what was analysed is kept)',
  );
}

async function runReanalyse(options: ReanalyseOptions): Promise<void> {
  const { session, patient, all, dryRun, json } = options;
  if ([session, patient, all].filter((one) => one !== undefined).length !== 1)
    throw badArgument('Say which sessions: --session <id>, --patient <id> or --all.');
  const told = dryRun ? planOf(options) : await actOnRecords(options, (store) => run(store, options));
  if (json) printJson(documentOf(told, dryRun));
  else for (const line of linesOf(told, dryRun)) say(line);
  if (told.remaining.length > 0 && !dryRun) process.exitCode = EXIT.cutShort;
}

interface Told extends Pick<ReanalysisPlan, 'current' | 'impossible'> {
  readonly analysed: readonly { readonly before: SessionDocument; readonly changes: readonly AnalysisChange[] }[];
  readonly remaining: readonly SessionDocument[];
}

function planOf(options: ReanalyseOptions): Told {
  const archive = openArchive(recordsIn(options));
  try {
    const { due, current, impossible } = planReanalysis(archive, chosen(archive, options));
    return { current, impossible, analysed: [], remaining: due };
  } finally {
    archive.close();
  }
}

/** @throws LimberError records/session-unknown */
const chosen = (archive: Archive, { session, patient }: ReanalyseOptions): SessionDocument[] =>
  session === undefined
    ? archive.sessions().filter((document) => patient === undefined || document.session.person === patient)
    : [archive.session(session)];

async function run(store: Store, options: ReanalyseOptions): Promise<Told> {
  const { due, current, impossible } = planReanalysis(store, chosen(store, options));
  const failed: ImpossibleAnalysis[] = [...impossible];
  const analysed: { before: SessionDocument; changes: AnalysisChange[] }[] = [];
  const ending = awaitEnding(EXIT.cutShort);
  const bar = due.length > 0 ? barOf(due) : undefined;
  try {
    await reanalyse(store, due, {
      breathe: async ({ document, doneS }) => {
        bar?.update(document, doneS);
        await eventLoopTurn();
      },
      isOver: ending.asked,
      impossible: (found) => void failed.push(found),
      analysed: (before) => {
        const changes = analysisChanges(before, store.analyses(before.session.id).at(-1)!.document);
        analysed.push({ before, changes });
        if (changes.length > 0 && !options.json) say(`session ${before.session.id}: ${changesLine(changes)}`);
      },
    });
  } finally {
    bar?.stop();
    ending.release();
  }
  return {
    current,
    impossible: failed,
    analysed,
    remaining: due.slice(analysed.length + failed.length - impossible.length),
  };
}

interface Bar extends Pick<Progress, 'stop'> {
  update(document: SessionDocument, doneS: number): void;
}

/** In seconds of recording, for sessions differ. */
function barOf(due: readonly SessionDocument[]): Bar {
  const before = new Map<SessionDocument, { readonly number: number; readonly fromS: number }>();
  let totalS = 0;
  due.forEach((document, i) => {
    before.set(document, { number: i + 1, fromS: totalS });
    totalS += document.session.duration_s;
  });
  const progress = showProgress(Math.ceil(totalS), 's of recording');
  const beganMs = performance.now();
  return {
    update: (document, ofSessionS) => {
      const { number, fromS } = before.get(document)!;
      const doneS = fromS + ofSessionS;
      const leftMs = ((performance.now() - beganMs) * (totalS - doneS)) / doneS;
      progress.update(
        doneS,
        `session ${number} of ${due.length}, about ${formatDuration(Math.max(0, leftMs))} min left`,
      );
    },
    stop: () => progress.stop(),
  };
}

function documentOf({ analysed, current, impossible, remaining }: Told, dryRun = false): object {
  return {
    schema: 'limber/reanalysis/1',
    motion_core: MOTION_CORE,
    ...(dryRun ? { dry_run: true } : {}),
    analysed: analysed.map(({ before, changes }) => ({
      session: before.session.id,
      motion_core_before: before.motion_core ?? null,
      late_samples: before.completion?.late_samples ?? 0,
      changes,
    })),
    not_analysed: impossible.map(({ document, obstacle }) => ({
      session: document.session.id,
      why: obstacle.code,
      words: obstacleText(obstacle),
    })),
    analysed_before: current.length,
    remaining: remaining.map(({ session }) => session.id),
  };
}

function linesOf({ analysed, current, impossible, remaining }: Told, dryRun = false): string[] {
  const lines = impossible.map(
    ({ document, obstacle }) => `session ${document.session.id} is left as it is: ${obstacleText(obstacle)}`,
  );
  const known = current.length > 0 ? `; ${count(current.length, 'session')} it has seen before` : '';
  if (dryRun) {
    const ofS = remaining.reduce((sum, { session }) => sum + session.duration_s, 0);
    const due = `${count(remaining.length, 'session')} to analyse with motion core ${MOTION_CORE}`;
    return [...lines, `${due}, ${formatDuration(1000 * ofS)} min of recording${known}`];
  }
  const changed = analysed.filter(({ changes }) => changes.length > 0).length;
  const done = `${count(analysed.length, 'session')} analysed with motion core ${MOTION_CORE}, ${changed} with other results`;
  if (remaining.length === 0) return [...lines, `${done}${known}`];
  return [...lines, `${done}; ${remaining.length} remain: run it again, and it goes on there`];
}
