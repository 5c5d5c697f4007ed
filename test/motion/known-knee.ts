import { degToRad, radToDeg, STANDARD_GRAVITY_MS2 } from '../../protocol/units.ts';
import { aboutAxis, conjugate, multiply, type Quaternion, rotate, type Vector } from '../../sim/body/rotation.ts';
import { type Random, seededRandom } from '../../sim/random.ts';
import type { Recording } from './recording.ts';
import { MEASURED_ERRORS, type SensorErrors } from './sensor-errors.ts';

/** A knee that does what it is told: thigh and shank with a sensor each, strapped on anyhow, and the true angle. */
export interface KnownKnee {
  readonly recordings: readonly [Recording, Recording];
  /** The knee's axis in the thigh's and in the shank's sensor frame; extension is positive. */
  readonly axes: readonly number[];
  readonly durationMs: number;
  /** True range of motion, times and phases of each repetition. */
  readonly reps: readonly KnownRep[];
  /** Tilt of the thigh between two times, degrees. */
  readonly thighTiltDeg: (fromMs: number, toMs: number) => number;
  readonly travelDeg: (tMs: number) => number;
  readonly phases: readonly { readonly name: string; readonly fromMs: number; readonly toMs: number }[];
}

export interface KnownRep {
  readonly startMs: number;
  readonly endMs: number;
  readonly romDeg: number;
  readonly outS: number;
  readonly holdS: number;
  readonly backS: number;
}

type Curve = (tS: number) => number;

const RATE_HZ = 104;
const THIGH_M = 0.42;
/** Places of the bands along thigh and shank, from the joint above, and off the bone. */
const BAND_M = { thigh: [0.25, 0.06], shank: [0.18, 0.05] } as const;

interface Script {
  travel: Curve;
  pitch: Curve;
  yaw: Curve;
  roll: Curve;
}

export interface KneeOptions {
  readonly errors?: SensorErrors;
  /** The order of the session's parts. */
  readonly parts?: readonly ('rest' | 'fidget' | 'set')[];
  readonly partS?: number;
  /** How much the thigh lifts with the knee's extension, share of the travel. */
  readonly thighLift?: number;
  readonly lossShare?: number;
  /** How far fidgeting swings the knee to either side, degrees. */
  readonly fidgetDeg?: number;
  /** How early or late within a phase the knee is fastest: 0 is minimum jerk, 1 a long way from it. */
  readonly skew?: number;
}

const X: Vector = [1, 0, 0];
const Y: Vector = [0, 1, 0];
const Z: Vector = [0, 0, 1];

/** Minimum jerk: how people move from one posture to another (Flash & Hogan 1985). */
const minimumJerk = (s: number): number => (s <= 0 ? 0 : s >= 1 ? 1 : s ** 3 * (10 - 15 * s + 6 * s * s));

interface TrueRep {
  startS: number;
  outS: number;
  holdS: number;
  backS: number;
  romDeg: number;
  outSkew: number;
  backSkew: number;
}

/** Share of a phase's way made at a share of its time; still twice differentiable where it begins and ends. */
const skewed = (s: number, skew: number): number => minimumJerk(s <= 0 || s >= 1 ? s : s + skew * s * (1 - s));

export function knownKnee(seed: number, options: KneeOptions = {}): KnownKnee {
  const random = seededRandom(seed);
  const parts = options.parts ?? ['rest', 'set', 'rest', 'set', 'fidget', 'rest'];
  const reps: TrueRep[] = [];
  const phases: { name: string; fromMs: number; toMs: number }[] = [];
  let tS = 0;
  for (const name of parts) {
    const fromS = tS;
    if (name === 'set') tS = addSet(reps, tS, random, options.skew ?? 0);
    else tS += options.partS ?? 60;
    phases.push({ name, fromMs: fromS * 1000, toMs: tS * 1000 });
  }
  const script = write(reps, phases, random, options);
  const mountings = [anyRotation(random), anyRotation(random)] as const;
  const recordings = [
    measure('thigh', script, tS, mountings[0], random, options),
    measure('shank', script, tS, mountings[1], random, options),
  ] as const;
  const axes = mountings.flatMap((mounting) => [...rotate(conjugate(mounting), [0, -1, 0])]);
  const travelDeg = (tMs: number) => script.travel(tMs / 1000);
  return {
    recordings,
    axes,
    durationMs: tS * 1000,
    reps: reps.map((rep) => truth(rep, travelDeg)),
    thighTiltDeg: (fromMs, toMs) => tiltBetween(script, fromMs / 1000, toMs / 1000),
    travelDeg,
    phases,
  };
}

function tiltBetween(script: Script, fromS: number, toS: number): number {
  const up = (tS: number): Vector => rotate(conjugate(segmentAt(script, 'thigh', tS)), Z);
  const [a, b] = [up(fromS), up(toS)];
  return radToDeg(Math.acos(Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
}

function addSet(reps: TrueRep[], fromS: number, random: Random, skew: number): number {
  let tS = fromS + random.uniform(0.5, 1.5);
  const romDeg = random.uniform(55, 90);
  for (let i = 0; i < 8; i++) {
    const rep = {
      startS: tS,
      outS: random.uniform(1, 2.5),
      holdS: random.uniform(0.2, 1.5),
      backS: random.uniform(1, 2.5),
      romDeg: romDeg + 4 * random.gaussian(),
      outSkew: skew && random.uniform(-skew, skew),
      backSkew: skew && random.uniform(-skew, skew),
    };
    reps.push(rep);
    tS += rep.outS + rep.holdS + rep.backS + random.uniform(0.2, 1.5);
  }
  return tS + 1;
}

function truth(rep: TrueRep, travelDeg: (tMs: number) => number): KnownKnee['reps'][number] {
  const startMs = rep.startS * 1000;
  const endMs = (rep.startS + rep.outS + rep.holdS + rep.backS) * 1000;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let tMs = startMs; tMs <= endMs; tMs += 2) {
    low = Math.min(low, travelDeg(tMs));
    high = Math.max(high, travelDeg(tMs));
  }
  const { outS, holdS, backS } = rep;
  return { startMs, endMs, romDeg: high - low, outS, holdS, backS };
}

/** A few slow sines: smooth, aperiodic, zero outside the fidgeting. */
function unrest(amplitude: number, spans: readonly { fromMs: number; toMs: number }[], random: Random): Curve {
  const waves = Array.from(
    { length: 4 },
    () => [random.uniform(0.15, 1), random.uniform(0, 7), random.uniform(0.3, 1)] as const,
  );
  const total = waves.reduce((sum, wave) => sum + wave[2], 0);
  return (tS) => {
    const span = spans.find(({ fromMs, toMs }) => tS * 1000 > fromMs && tS * 1000 < toMs);
    if (!span) return 0;
    const fade = minimumJerk((tS - span.fromMs / 1000) / 1.5) * minimumJerk((span.toMs / 1000 - tS) / 1.5);
    const value = waves.reduce((sum, [hz, phase, share]) => sum + share * Math.sin(2 * Math.PI * hz * tS + phase), 0);
    return (fade * amplitude * value) / total;
  };
}

function write(
  reps: readonly TrueRep[],
  phases: KnownKnee['phases'],
  random: Random,
  { thighLift = random.uniform(0, 0.1), fidgetDeg }: KneeOptions,
): Script {
  const fidgets = phases.filter((phase) => phase.name === 'fidget');
  const knee = unrest(fidgetDeg ?? random.uniform(5, 15), fidgets, random);
  const [thigh, yaw, roll] = [unrest(8, fidgets, random), unrest(12, fidgets, random), unrest(6, fidgets, random)];
  const breath = random.uniform(0.2, 0.3);
  const extension: Curve = (tS) => {
    const rep = reps.find(({ startS, outS, holdS, backS }) => tS >= startS && tS <= startS + outS + holdS + backS);
    if (!rep) return 0;
    const [away, home] = [(tS - rep.startS) / rep.outS, (tS - rep.startS - rep.outS - rep.holdS) / rep.backS];
    return rep.romDeg * (skewed(away, rep.outSkew) - skewed(home, rep.backSkew));
  };
  const sway =
    (hz: number, phase: number): Curve =>
    (tS) =>
      0.3 * Math.sin(2 * Math.PI * hz * tS + phase);
  const [rock, turn] = [sway(breath, 0), sway(0.1, 1)];
  return {
    travel: (tS) => extension(tS) + knee(tS),
    pitch: (tS) => thigh(tS) + thighLift * extension(tS) + rock(tS),
    yaw: (tS) => yaw(tS) + turn(tS),
    roll: roll,
  };
}

/** Orientation of a segment: x along it, y to the left, z up where it lies flat. Extension turns about -y. */
function segmentAt(script: Script, sensor: 'thigh' | 'shank', tS: number): Quaternion {
  const hip = multiply(aboutAxis(Z, degToRad(script.yaw(tS))), aboutAxis(X, degToRad(script.roll(tS))));
  const thigh = multiply(hip, aboutAxis(Y, -degToRad(script.pitch(tS))));
  return sensor === 'thigh' ? thigh : multiply(thigh, aboutAxis(Y, degToRad(90 - script.travel(tS))));
}

function bandAt(script: Script, sensor: 'thigh' | 'shank', tS: number): Vector {
  const [along, off] = BAND_M[sensor];
  const own = rotate(segmentAt(script, sensor, tS), [along, 0, off]);
  if (sensor === 'thigh') return own;
  const knee = rotate(segmentAt(script, 'thigh', tS), [THIGH_M, 0, 0]);
  return [knee[0] + own[0], knee[1] + own[1], knee[2] + own[2]];
}

function measure(
  sensor: 'thigh' | 'shank',
  script: Script,
  totalS: number,
  mounting: Quaternion,
  random: Random,
  options: KneeOptions,
): Recording {
  const errors = options.errors ?? MEASURED_ERRORS;
  const three = (sigma: number) => [sigma * random.gaussian(), sigma * random.gaussian(), sigma * random.gaussian()];
  const [bias, offset] = [three(degToRad(errors.gyroBiasDps)), three(errors.accOffsetMs2)];
  const [gyroGain, accGain] = [three(errors.gyroGain), three(errors.accGain)];
  const count = Math.floor(totalS * RATE_HZ);
  const phaseMs = random.uniform(0, 9);
  const tMs = Float64Array.from({ length: count }, (_, i) => phaseMs + (1000 * i) / RATE_HZ);
  const gyroRadS = new Float64Array(3 * count);
  const accMs2 = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    const [rate, force] = senses(script, sensor, tMs[i]! / 1000, mounting);
    for (let k = 0; k < 3; k++) {
      gyroRadS[3 * i + k] =
        rate[k]! * (1 + gyroGain[k]!) + bias[k]! + degToRad(errors.gyroNoiseDps) * random.gaussian();
      accMs2[3 * i + k] = force[k]! * (1 + accGain[k]!) + offset[k]! + errors.accNoiseMs2 * random.gaussian();
    }
  }
  const recording = { sensor, tMs, gyroRadS, accMs2, filled: new Uint8Array(count) };
  loseSamples(recording, options.lossShare ?? 0.02, random);
  return recording;
}

const STEP_S = 1e-3;

function senses(script: Script, sensor: 'thigh' | 'shank', tS: number, mounting: Quaternion): [Vector, Vector] {
  const [before, after] = [segmentAt(script, sensor, tS - STEP_S), segmentAt(script, sensor, tS + STEP_S)];
  const turn = multiply(conjugate(before), after);
  const sign = Math.sign(turn[0]);
  const rate: Vector = [(turn[1] * sign) / STEP_S, (turn[2] * sign) / STEP_S, (turn[3] * sign) / STEP_S];
  const now = segmentAt(script, sensor, tS);
  const [a, b, c] = [
    bandAt(script, sensor, tS - STEP_S),
    bandAt(script, sensor, tS),
    bandAt(script, sensor, tS + STEP_S),
  ];
  const world = [0, 1, 2].map((k) => (a[k]! - 2 * b[k]! + c[k]!) / STEP_S ** 2 + (k === 2 ? STANDARD_GRAVITY_MS2 : 0));
  const force = rotate(conjugate(now), world as unknown as Vector);
  return [rotate(conjugate(mounting), rate), rotate(conjugate(mounting), force)];
}

function anyRotation(random: Random): Quaternion {
  const q = [random.gaussian(), random.gaussian(), random.gaussian(), random.gaussian()];
  const norm = Math.hypot(...q);
  return q.map((value) => value / norm) as unknown as Quaternion;
}

/** Bursts of 3 to 19 samples lost on the air and interpolated by intake. */
function loseSamples(recording: Recording, share: number, random: Random): void {
  const { gyroRadS, accMs2, filled } = recording;
  const count = recording.tMs.length;
  for (let i = 1; i < count; ) {
    const length = Math.round(random.uniform(3, 19));
    if (random.uniform(0, 1) > share / 11 || i + length >= count - 1) {
      i++;
      continue;
    }
    for (let n = 0; n < length; n++) {
      const weight = (n + 1) / (length + 1);
      for (const values of [gyroRadS, accMs2]) {
        for (let k = 0; k < 3; k++) {
          const [from, to] = [values[3 * (i - 1) + k]!, values[3 * (i + length) + k]!];
          values[3 * (i + n) + k] = from + weight * (to - from);
        }
      }
      filled![i + n] = 1;
    }
    i += length + 1;
  }
}
