import { Command, Option } from 'commander';
import { from } from 'rxjs';
import { type Placement, SIDES, type Side } from '../../protocol/placement.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { connectDevice } from '../connect/device-connection.ts';
import { RECORDING_COLUMNS } from '../connect/recording.ts';
import { type ReplayLink, replayLink } from '../connect/replay-link.ts';
import { fittingConfiguration, resample } from '../connect/resample.ts';
import { type Gateway, openGateway } from '../gateway.ts';
import type { CuePolicy } from '../motion/cue/cue.ts';
import { EXERCISES } from '../motion/index.ts';
import { ownExercise } from '../own-exercise.ts';
import { CUE_POLICIES, type SessionDocument } from '../records/session-document.ts';
import { type RunningSession, runSession } from '../session.ts';
import type { SessionPlan } from '../session-plan.ts';
import { readSensors, readSpeed } from './arguments.ts';
import { type BrokerOptions, brokerOf, withBrokerOptions } from './broker-options.ts';
import { printJson, say } from './console.ts';
import { awaitEnding } from './ending.ts';
import { exerciseNamed } from './exercise.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import { sayOutcome } from './outcome.ts';
import { paceShown } from './pace.ts';
import { durationS, originS, type Recordings, readRecordings } from './recordings.ts';
import { recordsDirectory } from './records-directory.ts';
import { CUES_HELP, DEMONSTRATION_HELP, SIDE_HELP } from './session-order.ts';
import { checkSharedTime } from './shared-time.ts';
import { loadSimulator } from './simulation.ts';

const SETTLE_MS = 200;
const RECORDED_PERSON = 'recorded';
/** One set of as many repetitions as there are. */
const AS_RECORDED = { sets: 1, repsPerSet: Number.POSITIVE_INFINITY, restS: 0, stimulation: false };

interface ReplayOptions extends BrokerOptions {
  readonly exercise: string;
  readonly sensors: ReadonlyMap<Placement, string>;
  readonly speed: number;
  readonly side?: Side;
  readonly cues: CuePolicy;
  readonly demonstration?: true;
  readonly json?: true;
  readonly data?: string;
}

export function replayCommand(): Command {
  const command = new Command('replay')
    .summary('send recorded IMU data through the same path as live data')
    .description(
      `Send recorded IMU data through the same path as live data: resampled to the band's rate, framed, taken in, analysed, recorded, published.\n\nA recording is CSV with the header line\n  ${RECORDING_COLUMNS}\nUneven time stamps are fine; the recordings of one session share their time axis.`,
    )
    .requiredOption('--exercise <id>', `one of ${EXERCISES.map((exercise) => exercise.id).join(', ')}`)
    .requiredOption('--sensors <list>', 'placement=file.csv for each sensor, separated by commas', readSensors)
    .addOption(
      new Option('--speed <n|max>', 'times real time').default(Number.POSITIVE_INFINITY, 'max').argParser(readSpeed),
    )
    .addOption(new Option('--side <side>', SIDE_HELP).choices([...SIDES]))
    .addOption(new Option('--cues <policy>', CUES_HELP).choices([...CUE_POLICIES]).default('coach'))
    .option('--demonstration', DEMONSTRATION_HELP)
    .option('--json', 'print the session document on stdout')
    .option('--data <dir>', 'where to keep records')
    .action(async (options: ReplayOptions) => {
      const document = await replay(options);
      if (options.json) printJson(document);
      else sayOutcome(document);
      if (document.session.outcome === 'stopped') process.exitCode = EXIT.cutShort;
    });
  return withExamples(
    withBrokerOptions(command, 'MQTT broker to publish to instead of the embedded one'),
    [
      'limber replay --exercise elbow-flexion --sensors upper-arm=b.csv,forearm=a.csv',
      'limber replay --exercise knee-extension --sensors thigh=t.csv,shank=s.csv --json > session.json',
    ],
    '0 done, 1 failed, 2 bad arguments, 130 a signal cut it short (what was done of it is kept)',
  );
}

async function replay(options: ReplayOptions): Promise<SessionDocument> {
  const broker = brokerOf(options);
  const exercise = exerciseNamed(options.exercise);
  const recordings = readRecordings(exercise, options.sensors);
  checkSharedTime(recordings);
  const { createVirtualClock } = await loadSimulator();
  const clock = createVirtualClock(Date.now());
  const ending = awaitEnding(EXIT.cutShort);
  const gateway = await openGateway({
    dataDir: options.data ?? recordsDirectory('replay'),
    simulated: false,
    wallMs: clock.wallMs,
    broker,
    asksConsent: false,
    say,
  });
  try {
    const session = replaySession(options, recordings, gateway, clock);
    ending.wish.then(() => session.end());
    await paceShown(clock, options.speed, durationS(recordings), session.done);
    return await gateway.published((await session.done).session.id);
  } finally {
    await gateway.close();
    ending.release();
  }
}

function replaySession(
  {
    exercise,
    side,
    cues: cuePolicy,
    demonstration,
  }: Pick<ReplayOptions, 'exercise' | 'side' | 'cues' | 'demonstration'>,
  recordings: Recordings,
  gateway: Gateway,
  timeline: Timeline,
): RunningSession {
  const configuration = fittingConfiguration([...recordings.values()]);
  const bands = [...recordings].map(([placement, recording]) => {
    const stretches = resample(recording, configuration, originS(recordings));
    const link = replayLink({ name: placement, stretches, configuration, timeline });
    return { placement, link, connection: connectDevice(link) };
  });
  const asked: Pick<SessionPlan, 'purpose'> = demonstration ? { purpose: 'demonstration' } : {};
  const plan: SessionPlan = { ...AS_RECORDED, cuePolicy, ...(side ? { side } : {}), ...asked };
  return runSession({
    id: gateway.newSessionId(),
    site: gateway.site,
    person: RECORDED_PERSON,
    ...ownExercise(gateway.store, RECORDED_PERSON, exerciseNamed(exercise), plan.purpose),
    plan,
    bands,
    rateHz: configuration.rateHz,
    timeline,
    store: gateway.store,
    ended$: from(
      allOver(
        bands.map(({ link }) => link),
        timeline,
      ),
    ),
    say,
  });
}

/** The last frames still pass through intake after the last recording has ended. */
async function allOver(links: readonly ReplayLink[], timeline: Timeline): Promise<void> {
  await Promise.all(links.map(({ ended }) => ended));
  await new Promise<void>((resolve) => timeline.after(SETTLE_MS, resolve));
}
