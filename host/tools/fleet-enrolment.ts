import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { enrolBand, HOLD_S, PRESS_WITHIN_MS } from '../keys/band-enrolment.ts';
import { type GreetedBand, provesKey } from './fleet-band.ts';
import type { FleetKeys } from './fleet-keys.ts';
import type { FleetRow } from './fleet-list.ts';
import { enrolMotionBand } from './motion-enrolment.ts';

/** What a person is to do with the button of a band. */
export interface Asked {
  readonly label: string;
  readonly device: string;
  /** 0: a press. */
  readonly holdS: number;
  readonly withinMs: number;
  readonly why: string;
}

export interface FleetHand {
  readonly ask: (asked: Asked) => void;
  /** It was pressed, or is not waited for any more. */
  readonly asked: (label: string) => void;
}

export interface EnrolmentParts {
  readonly timeline: Timeline;
  readonly hand: FleetHand;
}

/** Shown again before it goes out. */
const SHOWN_EVERY_MS = 9_000;

/** Gives a band its keys unless it shows that it has them: a run that was cut off between band and file is not to be pressed for twice. */
export async function enrolInFleet(
  row: FleetRow,
  band: GreetedBand,
  keys: FleetKeys,
  { timeline, hand }: EnrolmentParts,
): Promise<'enrolled' | 'had it'> {
  const { hello } = band;
  if (hello.enrolled && (await provesKey(band, timeline, keys.link.secret))) return 'had it';
  const onAsked = (): void =>
    hand.ask({
      label: row.label,
      device: hello.deviceId,
      holdS: hello.enrolled ? HOLD_S : 0,
      withinMs: PRESS_WITHIN_MS,
      why: hello.enrolled ? 'it has other keys and takes new ones' : 'it takes its keys',
    });
  await showing(band, timeline, () => takeKeys(band, keys, timeline, onAsked)).finally(() => hand.asked(row.label));
  return 'enrolled';
}

function takeKeys(band: GreetedBand, keys: FleetKeys, timeline: Timeline, onAsked: () => void): Promise<Hello> {
  const { connection, hello, trust } = band;
  const parts = { connection, timeline, linkKey: keys.link.secret, onAsked };
  if (!keys.prescription) return enrolMotionBand({ ...parts, hello });
  trust(keys.link.secret);
  return enrolBand({ ...parts, prescriptionKey: keys.prescription.secret });
}

/** While something is asked of its wearer, its light says that it is this one. */
export async function showing<Result>(
  { identify }: Pick<GreetedBand, 'identify'>,
  timeline: Timeline,
  work: () => Promise<Result>,
): Promise<Result> {
  identify();
  const cancel = timeline.every(SHOWN_EVERY_MS, identify);
  try {
    return await work();
  } finally {
    cancel();
  }
}
