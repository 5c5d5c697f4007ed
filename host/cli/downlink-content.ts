import type { Side } from '../../protocol/placement.ts';
import { NoSmallText, readSmallText, systemWords } from '../keys/small-file.ts';
import type { CuePolicy } from '../motion/cue/cue.ts';
import type { DownKind } from '../relay/downlink/down-message.ts';
import { openPrescription, type Prescription, parsePrescription } from '../stim/index.ts';
import { badArgument } from './bad-argument.ts';
import { exerciseNamed } from './exercise.ts';
import { readSigned } from './signed-prescription-file.ts';

/** What is sent, as the command line says it. */
export interface ContentOptions {
  readonly kind: DownKind;
  readonly person?: string;
  readonly textFile?: string;
  readonly prescription?: string;
  readonly reason?: string;
  readonly exercise?: string;
  readonly sets?: number;
  readonly reps?: number;
  readonly rest?: number;
  readonly side?: Side;
  readonly cues?: CuePolicy;
}

type Content = Exclude<keyof ContentOptions, 'kind' | 'person'>;
const MAY_SAY: Readonly<Record<DownKind, readonly Content[]>> = {
  prescription: ['prescription'],
  withdrawal: ['prescription', 'reason'],
  plan: ['exercise', 'sets', 'reps', 'rest', 'side', 'cues'],
  message: ['textFile'],
  configuration: ['rest', 'cues'],
};
const OPTIONS: Readonly<Record<Content, string>> = {
  textFile: '--text-file',
  prescription: '--prescription',
  reason: '--reason',
  exercise: '--exercise',
  sets: '--sets',
  reps: '--reps',
  rest: '--rest',
  side: '--side',
  cues: '--cues',
};
const MUST_SAY: readonly Content[] = ['prescription', 'reason', 'exercise', 'textFile'];

/** Undefined for a whole site. @throws LimberError cli/bad-argument */
export function personOfContent({ kind, person, prescription }: ContentOptions): string | undefined {
  if (kind === 'configuration') {
    if (person !== undefined) throw badArgument('A configuration is for a whole site: leave --person out.');
    return undefined;
  }
  const prescribed = prescription === undefined ? undefined : prescriptionIn(prescription).person;
  if (person !== undefined && prescribed !== undefined && person !== prescribed)
    throw badArgument(`The prescription is for ${prescribed}, not for ${person}.`);
  const found = person ?? prescribed;
  if (found === undefined) throw badArgument('Say whom it is for: add --person <pseudonym>.');
  return found;
}

/** @throws LimberError cli/bad-argument where something lacks, or belongs to another kind */
export function bodyOf(options: ContentOptions): object {
  const { kind } = options;
  for (const name of Object.keys(OPTIONS) as Content[]) {
    const mayBe = MAY_SAY[kind].includes(name);
    if (options[name] !== undefined && !mayBe) throw badArgument(`${OPTIONS[name]} is not part of a ${kind}.`);
    if (options[name] === undefined && mayBe && MUST_SAY.includes(name))
      throw badArgument(`A ${kind} needs ${OPTIONS[name]}.`);
  }
  if (kind === 'message') return { text: lineIn(options.textFile!) };
  if (kind === 'prescription') return { prescription: readSigned(options.prescription!) };
  if (kind === 'withdrawal') return withdrawalOf(options);
  return kind === 'plan' ? planOf(options) : settingsOf(options);
}

function withdrawalOf({ prescription, reason }: ContentOptions): object {
  const { device, id, revision } = prescriptionIn(prescription!);
  return { device, prescription: id, revision, reason };
}

function planOf({ exercise, sets, reps, side, ...others }: ContentOptions): object {
  const amounts = { ...(sets === undefined ? {} : { sets }), ...(reps === undefined ? {} : { reps_per_set: reps }) };
  return { exercise: exerciseNamed(exercise!).id, ...amounts, ...(side ? { side } : {}), ...settingsOf(others) };
}

const settingsOf = ({ rest, cues }: Pick<ContentOptions, 'rest' | 'cues'>): object => ({
  ...(rest === undefined ? {} : { rest_s: rest }),
  ...(cues ? { cue_policy: cues } : {}),
});

function prescriptionIn(path: string): Prescription {
  const parsed = parsePrescription(openPrescription(readSigned(path), null).document);
  if (parsed.kind === 'Accepted') return parsed.prescription;
  throw badArgument(`${path} holds no prescription: ${parsed.reasons.map(({ text }) => text).join('; ')}.`);
}

function lineIn(path: string): string {
  try {
    return readSmallText(path).trim();
  } catch (cause) {
    const why = cause instanceof NoSmallText ? cause.message : systemWords(cause);
    throw badArgument(`${path} cannot be read: ${why}.`, { cause });
  }
}
