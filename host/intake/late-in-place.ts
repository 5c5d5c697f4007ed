import { motionConfiguration } from '../../protocol/motion-configuration.ts';
import { AXES_PER_SAMPLE } from '../../protocol/motion-frame.ts';
import { FILL_MS_MAX } from './frame-samples.ts';
import { LATE, type RecordedSamples } from './handed-on.ts';

/** Samples a piece has at most: so many at once the pure stages take, and any number gives the same result. */
const PIECE_SAMPLES = 64;
/** Samples further apart than so many periods have something between them. */
const APART_PERIODS = 1.5;

/** Samples of one band, about to be handed on as one record. */
interface Piece {
  readonly record: RecordedSamples;
  readonly tMs: Float64Array;
  readonly raw: Int16Array;
  readonly marks: Uint8Array;
  count: number;
}

/** Late samples that follow each other with nothing between them. */
interface LateRun {
  readonly record: RecordedSamples;
  readonly tMs: Float64Array;
  readonly raw: Int16Array;
}

/**
 * The record of one band as it would be had nothing come late: late samples stand where they belong, and what is to be
 * interpolated is told anew beside them. Where nothing came late, it is the live session's, sample for sample.
 * Only late samples are held in memory, 20 bytes each.
 * @param records opens the record; it is read twice
 */
export function* lateInPlace(records: () => Iterable<RecordedSamples>): Generator<RecordedSamples> {
  const late = lateRuns(records());
  const writer = new PieceWriter();
  let next = 0;
  for (const record of records()) {
    for (let i = 0; i < record.tMs.length; i++) {
      if (record.marks?.[i] === LATE) continue;
      const untilMs = record.tMs[i]!;
      for (; next < late.length && late[next]!.tMs[0]! < untilMs; next++) yield* writer.takeRun(late[next]!, untilMs);
      yield* writer.take(record, i, writer.behindLate ? undefined : (record.marks?.[i] ?? 0));
    }
  }
  for (; next < late.length; next++) yield* writer.takeRun(late[next]!, Number.POSITIVE_INFINITY);
  yield* writer.rest();
}

/** In order of time. */
function lateRuns(records: Iterable<RecordedSamples>): LateRun[] {
  const runs: LateRun[] = [];
  for (const record of records) {
    if (!record.marks?.includes(LATE)) continue;
    for (let from = 0; from < record.tMs.length; ) {
      let to = from + 1;
      if (record.marks[from] === LATE) {
        while (to < record.tMs.length && record.marks[to] === LATE && isNext(record, to)) to++;
        const raw = record.raw.slice(AXES_PER_SAMPLE * from, AXES_PER_SAMPLE * to);
        runs.push({ record: withoutSamples(record), tMs: record.tMs.slice(from, to), raw });
      }
      from = to;
    }
  }
  return runs.sort((one, other) => one.tMs[0]! - other.tMs[0]!);
}

function isNext(record: RecordedSamples, at: number): boolean {
  const stepMs = record.tMs[at]! - record.tMs[at - 1]!;
  return stepMs > 0 && stepMs < APART_PERIODS * periodMs(record);
}

/** What goes for every sample of a record, without holding them. */
const withoutSamples = ({ configurationId, correction }: RecordedSamples): RecordedSamples => ({
  configurationId,
  tMs: new Float64Array(),
  raw: new Int16Array(),
  ...(correction ? { correction } : {}),
});

const periodMs = ({ configurationId }: RecordedSamples): number =>
  1000 / (motionConfiguration(configurationId)?.rateHz ?? Number.NaN);

class PieceWriter {
  /** The latest sample came late. */
  behindLate = false;
  #piece: Piece | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** Those that came in time keep their place: a late one that does not fit in between is left out. */
  *takeRun(run: LateRun, untilMs: number): Generator<RecordedSamples> {
    let isFirst = true;
    for (let i = 0; i < run.tMs.length; i++) {
      const tMs = run.tMs[i]!;
      if (tMs <= this.#lastMs || tMs >= untilMs) continue;
      yield* this.take({ ...run.record, tMs: run.tMs, raw: run.raw }, i, isFirst ? undefined : 0);
      this.behindLate = true;
      isFirst = false;
    }
  }

  /** @param mark how many are to be interpolated before it; undefined: that is found out */
  *take(record: RecordedSamples, at: number, mark: number | undefined): Generator<RecordedSamples> {
    const tMs = record.tMs[at]!;
    const piece = this.#piece;
    if (piece && (piece.count === PIECE_SAMPLES || !isAlike(piece.record, record))) yield* this.rest();
    this.#piece ??= emptyPiece(record);
    const { marks, raw, tMs: times, count } = this.#piece;
    marks[count] = mark ?? this.#lacking(record, tMs);
    times[count] = tMs;
    for (let axis = 0; axis < AXES_PER_SAMPLE; axis++)
      raw[AXES_PER_SAMPLE * count + axis] = record.raw[AXES_PER_SAMPLE * at + axis]!;
    this.#piece.count++;
    this.#lastMs = tMs;
    this.behindLate = false;
  }

  *rest(): Generator<RecordedSamples> {
    const piece = this.#piece;
    this.#piece = undefined;
    if (!piece) return;
    const { count, tMs, raw, marks, record } = piece;
    const samples = { tMs: tMs.subarray(0, count), raw: raw.subarray(0, AXES_PER_SAMPLE * count) };
    yield { ...record, ...samples, marks: marks.subarray(0, count) };
  }

  /** As a live session fills in: see frame-samples.ts. */
  #lacking(record: RecordedSamples, tMs: number): number {
    const gapMs = tMs - this.#lastMs;
    return gapMs > FILL_MS_MAX ? 0 : Math.max(0, Math.round(gapMs / periodMs(record)) - 1);
  }
}

const isAlike = (one: RecordedSamples, other: RecordedSamples): boolean =>
  one.configurationId === other.configurationId && one.correction === other.correction;

const emptyPiece = (record: RecordedSamples): Piece => ({
  record: withoutSamples(record),
  tMs: new Float64Array(PIECE_SAMPLES),
  raw: new Int16Array(AXES_PER_SAMPLE * PIECE_SAMPLES),
  marks: new Uint8Array(PIECE_SAMPLES),
  count: 0,
});
