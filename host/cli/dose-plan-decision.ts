import * as v from 'valibot';
import { limit } from '../../protocol/limits.ts';
import {
  checkPrescription,
  type DoseContext,
  type DoseDecision,
  type DoseRoom,
  documentOf,
  type PatternPart,
  type Prescription,
  type PrescriptionDocument,
  prescriptionSchema,
  type RoomTable,
  roomOf,
  roomTable,
  symmetricBiphasic,
  symmetricPhaseUs,
} from '../stim/index.ts';
import { badArgument } from './bad-argument.ts';
import { readJsonFile } from './prescription-file.ts';

/** What a clinician asks for; whole numbers in the prescription's units. */
export interface PlanWish {
  readonly site: string;
  /** mm2 */
  readonly pad: number;
  /** us of a phase */
  readonly width: number;
  readonly pattern?: string;
  /** mHz */
  readonly rate: number;
  /** ms of a session */
  readonly minutes: number;
  readonly perDay: number;
  readonly weeks: number;
  /** uA, as are level and ceiling */
  readonly threshold?: number;
  readonly level?: number;
  readonly ceiling?: number;
  /** Permille. */
  readonly contact: number;
  readonly person?: string;
  readonly device?: string;
  readonly id?: string;
  readonly revision: number;
  /** ms */
  readonly presence: number;
  readonly sleepOk?: true;
}

export interface DosePlan {
  readonly document: PrescriptionDocument;
  readonly prescription: Prescription;
  readonly room: DoseRoom;
  readonly decision: DoseDecision;
  readonly table: RoomTable;
  readonly thresholdUa: number | null;
  readonly days: number;
}

const WEEK_DAYS = 7;
const DAY_S = 86_400;
/** Where a session begins when nothing is known of the person: felt by few, startling nobody. */
const UNTITRATED_LEVEL_UA = 5_000;

/** @throws LimberError cli/bad-argument for a pattern that is none, or currents that contradict each other */
export function planDose(wish: PlanWish, nowS: number): DosePlan {
  const asked = askedPrescription(wish, nowS);
  const context: DoseContext = {
    nowS,
    person: null,
    latestRevision: null,
    contactPermille: wish.contact,
    dayUsedMs: 0,
  };
  const room = roomOf(asked, context);
  // Where nothing is permitted, the reasons are those against a usual current.
  const ceilingUa = wish.ceiling ?? (room.recommendedUa || limit('peakCurrentUa').recommended);
  const levelUa = wish.level ?? Math.min(wish.threshold ?? UNTITRATED_LEVEL_UA, ceilingUa);
  if (levelUa > ceilingUa)
    throw badArgument(`A level of ${levelUa / 1000} mA is above the ceiling of ${ceilingUa / 1000} mA: name both.`);
  const prescription = { ...asked, levelUa, ceilingUa };
  const document = documentOf(prescription);
  return {
    document,
    prescription,
    room,
    decision: checkPrescription(document, context),
    table: roomTable(asked, symmetricPhaseUs(asked.pattern) === null, context),
    thresholdUa: wish.threshold ?? null,
    days: wish.weeks * WEEK_DAYS,
  };
}

function askedPrescription(wish: PlanWish, nowS: number): Prescription {
  const { person = 'somebody', device = 'some-band' } = wish;
  return {
    id: wish.id ?? `${person}-${wish.site}`.slice(0, 64),
    revision: wish.revision,
    person,
    device,
    site: wish.site,
    padAreaMm2: wish.pad,
    pattern: wish.pattern === undefined ? symmetricBiphasic(wish.width) : readPattern(wish.pattern),
    rateMillihertz: wish.rate,
    levelUa: 1,
    ceilingUa: 1,
    sessionMs: wish.minutes,
    dayMs: wish.minutes * wish.perDay,
    sessionsPerDay: wish.perDay,
    presenceMs: wish.sleepOk ? null : wish.presence,
    issuedAtS: nowS,
    expiresAtS: nowS + wish.weeks * WEEK_DAYS * DAY_S,
  };
}

/** A list of segments, or a document that has one as its `pattern`. */
function readPattern(path: string): PatternPart[] {
  const content = readJsonFile(path, 'The pattern');
  const list = Array.isArray(content) ? content : (content as { readonly pattern?: unknown } | null)?.pattern;
  const parsed = v.safeParse(prescriptionSchema.entries.pattern, list);
  if (parsed.success)
    return parsed.output.map((part) => ({ sharePermille: part.share_permille, widthUs: part.width_us }));
  const [issue] = parsed.issues;
  throw badArgument(`The pattern ${path} is none: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}.`);
}
