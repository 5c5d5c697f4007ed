import { join } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import { askCalibration, type BandCalibration } from '../connect/band-calibration.ts';
import { connectDevice, type DeviceConnection } from '../connect/device-connection.ts';
import { greet } from '../connect/greeting.ts';
import type { SampleBlock } from '../motion/samples.ts';
import { lineOf, SAMPLES_HEADER } from '../records/samples/samples-csv.ts';
import { type BandEvent, followBand } from './live-band.ts';
import { hurriedReal, type NamedLink } from './live-links.ts';
import { openRecordingFile, type RecordingFile } from './recorder-file.ts';
import { configurationOf, configureBand } from './recorder-rate.ts';
import { NO_RECORDING, type RecordingTally, staleSamples, tallyBlock } from './recorder-tally.ts';

export interface RecorderPlan {
  readonly links: readonly NamedLink[];
  /** What the bands live by, and a real clock for greeting them. */
  readonly timeline: Timeline;
  readonly wall: Timeline;
  /** Where the files go; it exists. */
  readonly folder: string;
  /** Absent: each band at the rate that it has. */
  readonly rateHz?: number | undefined;
  /** Factory scale, though the band keeps a calibration. */
  readonly raw: boolean;
  readonly hurried: boolean;
  readonly say: (line: string) => void;
}

/** One band that is being recorded. */
export interface RecordedBand {
  readonly name: string;
  readonly hello: Hello;
  readonly calibration: BandCalibration | undefined;
  /** Why it is not applied though there is one; null where all is well. */
  readonly calibrationFault: string | null;
  readonly file: string;
  readonly tally: RecordingTally;
  /** Why its recording ended before its time; null where it did not. */
  readonly failure: string | null;
  readonly isLinkUp: boolean;
}

export interface Recorder {
  bands(): readonly RecordedBand[];
  /** Since recording began, ms. */
  nowMs(): number;
  /** Settles when nothing more can come: all disks full, or all links lost for long. */
  readonly over: Promise<void>;
  /** Files get their names, and bands the rate that they had. */
  finish(): Promise<void>;
}

const FLUSH_MS = 500;
/** Bands that all stay away longer are not waited for: somebody has gone home. */
const PATIENCE_MS = 30_000;

/**
 * Records bands to CSV until `finish`. What fails later is said and kept in `bands()`.
 * @throws LimberError link/not-up, link/incompatible-device, recording/exists, recording/not-writable before the first sample
 */
export async function recordBands(plan: RecorderPlan): Promise<Recorder> {
  const met: MetBand[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(met.map(({ connection }) => connection.close()));
  };
  try {
    met.push(...plan.links.map(({ link, name, placement }) => ({ name, placement, connection: connectDevice(link) })));
    const greeted = await Promise.all(met.map((band) => getReady(plan, band)));
    const originMs = plan.timeline.nowMs();
    const tracks = greeted.map((band) => new Track(plan, band, originMs));
    return running(plan, tracks, originMs, close);
  } catch (error) {
    await close();
    throw error;
  }
}

interface MetBand extends Pick<NamedLink, 'name' | 'placement'> {
  readonly connection: DeviceConnection;
}

interface ReadyBand extends MetBand {
  readonly hello: Hello;
  readonly configurationId: number;
  readonly calibration: BandCalibration | undefined;
  readonly calibrationFault: string | null;
}

async function getReady({ wall, rateHz, raw, hurried }: RecorderPlan, band: MetBand): Promise<ReadyBand> {
  const { connection, name } = band;
  const hello = await greet(connection, wall);
  const { deviceId, role } = hello;
  const unfit = (why: string): LimberError => new LimberError('link/incompatible-device', `${deviceId} ${why}.`);
  if (role !== 'ROLE_MOTION') throw unfit(`at ${name} is a stim band: it measures no movement`);
  if (hello.configurationId === 0) throw unfit('has a motion sensor that does not answer: nothing can be recorded');
  if (hurried && !hello.simulated) throw hurriedReal(deviceId);
  const asked = raw ? ({ kind: 'none' } as const) : await askCalibration(connection, wall, hello);
  const configurationId = rateHz === undefined ? hello.configurationId : configurationOf(hello, rateHz);
  if (configurationId !== hello.configurationId) await configureBand(connection, wall, configurationId, 1);
  return {
    ...band,
    hello,
    configurationId,
    calibration: asked.kind === 'found' ? asked.found : undefined,
    calibrationFault: asked.kind === 'lacking' ? asked.why : null,
  };
}

/** One band's way from frames to its file. */
class Track {
  readonly band: ReadyBand;
  tally = NO_RECORDING;
  failure: string | null = null;
  downSinceMs: number | null = null;
  readonly #file: RecordingFile;
  readonly #say: (line: string) => void;
  readonly #stop: Cancel;
  /** What is in the file for certain. */
  #written = NO_RECORDING;

  constructor({ folder, timeline, say }: RecorderPlan, band: ReadyBand, originMs: number) {
    this.band = band;
    this.#say = (line) => say(`${this.title()}: ${line}`);
    this.#file = openRecordingFile(join(folder, `${this.title()}.csv`), SAMPLES_HEADER);
    const { connection, placement, configurationId, calibration } = band;
    const correction = calibration?.correction;
    const onEvent = (event: BandEvent): void => this.#take(event);
    this.#stop = followBand({ connection, placement, timeline, originMs, configurationId, correction, onEvent });
  }

  /** Where it is worn, or which one it is: also its file's name. */
  title(): string {
    return this.band.placement ?? this.band.hello.deviceId;
  }

  path = (): string => this.#file.path;

  #take(event: BandEvent): void {
    if (event.kind === 'link') this.#linkIs(event.state, event.atMs);
    if (event.kind === 'restart') this.#say(`the band started anew at ${seconds(event.atMs)} s`);
    if (event.kind !== 'intake') return;
    const { health, blocks } = event.output;
    if (health && this.failure === null) this.tally = { ...this.tally, frames: health };
    for (const block of blocks) this.#write(block);
  }

  #write(block: SampleBlock): void {
    if (this.failure !== null) return;
    let lines = '';
    for (let i = staleSamples(this.tally, block); i < block.count; i++) lines += lineOf(block, i);
    this.tally = tallyBlock(this.tally, block);
    this.#file.append(lines);
  }

  #linkIs(state: string, atMs: number): void {
    if (state === 'down' && this.downSinceMs === null) {
      this.downSinceMs = atMs;
      this.#say(`the link was lost at ${seconds(atMs)} s; it is waited for`);
    } else if (state === 'up' && this.downSinceMs !== null) {
      this.#say(`the link is back after ${seconds(atMs - this.downSinceMs)} s`);
      this.downSinceMs = null;
    }
  }

  flush(): void {
    if (this.failure !== null) return;
    this.#file.flush();
    const why = this.#file.failure();
    if (why === null) {
      this.#written = this.tally;
      return;
    }
    this.failure = why;
    this.tally = this.#written;
    this.#say(`${why}: nothing more is recorded of this band; what came before is kept`);
  }

  async finish(wall: Timeline): Promise<void> {
    this.#stop();
    const { connection, hello, configurationId } = this.band;
    // A band that is left at another rate would be there at the next session.
    if (configurationId !== hello.configurationId)
      await configureBand(connection, wall, hello.configurationId, 2).catch(() => {});
    this.flush();
    this.#file.finish(this.tally.samples > 1);
    await connection.close();
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

function running(
  { timeline, wall }: RecorderPlan,
  tracks: readonly Track[],
  originMs: number,
  close: () => Promise<void>,
): Recorder {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const nowMs = (): number => timeline.nowMs() - originMs;
  const isLost = ({ failure, downSinceMs }: Track): boolean =>
    failure !== null || (downSinceMs !== null && nowMs() - downSinceMs > PATIENCE_MS);
  const cancel = timeline.every(FLUSH_MS, () => {
    for (const track of tracks) track.flush();
    if (tracks.every(isLost)) resolve();
  });
  return {
    bands: () => tracks.map(recordedBand),
    nowMs,
    over,
    finish: async () => {
      cancel();
      await Promise.all(tracks.map((track) => track.finish(wall)));
      await close();
    },
  };
}

const recordedBand = (track: Track): RecordedBand => ({
  name: track.title(),
  hello: track.band.hello,
  calibration: track.band.calibration,
  calibrationFault: track.band.calibrationFault,
  file: track.path(),
  tally: track.tally,
  failure: track.failure,
  isLinkUp: track.downSinceMs === null,
});
