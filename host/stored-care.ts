import type { AuditRecord } from './records/chain/audit-record.ts';
import type { Store } from './records/store.ts';
import type { CareMoment, CareOutcome, CareView, PainRatings, StimulationCare, Telling } from './screen/care.ts';
import {
  doubtSentence,
  followsFromSkin,
  followsFromYes,
  lockWords,
  NO_SESSION,
  NOT_PRESCRIBED_HERE,
  NOTE_TAKEN,
  PADS_DISCARDED,
  PADS_NONE,
  PAIN_TAKEN,
  padsOpened,
  padsSmall,
  padsWorn,
  placeWords,
  refusalWords,
  SCREENING_STANDS,
  SCREENING_TAKEN,
} from './screen/care-words.ts';
import {
  openPrescription,
  PAD_USES_MAX,
  type PersonDocumentKind,
  type Prescription,
  padsInUse,
  parsePrescription,
  personDocumentFlaws,
  screening,
  skinLocks,
  titrationDoubts,
  told,
} from './stim/index.ts';
import { openTitrationDesk, type TitrationDesk } from './titration-desk.ts';

export interface StoredCareParts {
  readonly store: Pick<Store, 'audit' | 'prescriptions'>;
  /** Who is to be stimulated next. Pseudonym. */
  readonly person: () => string;
  /** As it was handed to this process, or the simulated person's; undefined: what was accepted for the person last. */
  readonly prescription: unknown;
  /** UTC, ms. */
  readonly wallMs: () => number;
}

interface CareScene extends StoredCareParts {
  readonly titration: TitrationDesk;
}

/** The audit chain as the patient's page reads it, and writes into it as the patient and as nobody else. */
export function storedCare(parts: StoredCareParts): StimulationCare {
  const record = (kind: PersonDocumentKind, document: object): void => append(parts, kind, document);
  const titration = openTitrationDesk((document) => record('titration', document));
  const scene = { ...parts, titration };
  return {
    care: (moment) => careView(scene, moment),
    tell: (telling, moment) => take(scene, telling, moment),
    titrate: (wish, moment) => {
      const dose = prescribedDose(parts);
      return dose ? titration.take(wish, moment, dose.site) : refused(NOT_PRESCRIBED_HERE);
    },
  };
}

const refused = (message: string): CareOutcome => ({ taken: false, message });
const taken = (message: string): CareOutcome => ({ taken: true, message });

/** @throws RangeError for what is no document of its kind: the page's form was checked before */
function append({ store, person }: StoredCareParts, kind: PersonDocumentKind, document: object): void {
  if (kind === 'override') throw new RangeError('a page overrides nothing');
  const flaws = personDocumentFlaws(kind, document);
  if (flaws.length > 0) throw new RangeError(flaws.join('; '));
  store.audit.append({ person: person(), by: 'patient', kind, document });
}

/** Whether its signature counts is decided before each session; here it only says which place is meant. */
function prescribedDose({ store, person, prescription }: StoredCareParts): Prescription | null {
  const accepted = () => store.prescriptions.accepted().findLast((one) => one.person === person())?.document;
  const document = prescription ?? accepted();
  if (document === undefined) return null;
  const parsed = parsePrescription(openPrescription(document, null).document);
  return parsed.kind === 'Accepted' ? parsed.prescription : null;
}

function take(scene: CareScene, telling: Telling, moment: CareMoment): CareOutcome {
  const dose = prescribedDose(scene);
  const { sessionId } = moment;
  switch (telling.kind) {
    case 'screening':
      append(scene, 'screening', { answers: telling.answers });
      return taken(Object.values(telling.answers).some(Boolean) ? SCREENING_STANDS : SCREENING_TAKEN);
    case 'pads-opened':
      append(scene, 'pad', { id: nextPadId(recordsOf(scene)), event: 'opened', areaMm2: telling.areaMm2 });
      return taken(padsOpened(PAD_USES_MAX));
    case 'pads-discarded':
      return discardPads(scene);
    case 'skin':
      append(scene, 'skin', { site: dose?.site ?? 'unknown', finding: telling.finding });
      return taken(followsFromSkin(telling.finding));
    case 'pain':
      return takePain(scene, telling, moment);
    case 'pain-note':
      if (sessionId === '') return refused(NO_SESSION);
      append(scene, 'comfort', { session: sessionId, feeling: 'painful', note: telling.note });
      return taken(NOTE_TAKEN);
  }
}

function discardPads(scene: CareScene): CareOutcome {
  const pair = padsInUse(recordsOf(scene));
  if (pair === null) return refused(PADS_NONE);
  append(scene, 'pad', { id: pair.id, event: 'discarded' });
  return taken(PADS_DISCARDED);
}

/** When it was said, and whether current flowed, is the gateway's knowledge. */
function takePain(scene: CareScene, { activity, rating }: Telling & { kind: 'pain' }, moment: CareMoment): CareOutcome {
  const { sessionId, exercise, flowing } = moment;
  if (sessionId === '') return refused(NO_SESSION);
  append(scene, 'pain', {
    session: sessionId,
    moment: momentName(recordsOf(scene), moment),
    activity,
    ...(activity === 'movement' ? { exercise } : {}),
    stimulation: flowing,
    rating,
  });
  return taken(PAIN_TAKEN);
}

const momentName = (records: readonly AuditRecord[], { sessionId, flowing }: CareMoment): keyof CareView['pain'] => {
  if (flowing) return 'during';
  return wasStimulated(records, sessionId) ? 'after' : 'before';
};

/** Not the many records of doses. */
const recordsOf = ({ store, person }: StoredCareParts): readonly AuditRecord[] =>
  store.audit.of(person(), ['screening', 'override', 'skin', 'pad', 'titration', 'comfort', 'pain', 'stimulation']);

const nextPadId = (records: readonly AuditRecord[]): string =>
  `pads-${told(records, 'pad').filter(({ document }) => document.event === 'opened').length + 1}`;

const wasStimulated = (records: readonly AuditRecord[], sessionId: string): boolean =>
  records.some(({ kind, document }) => {
    const { session, what } = document as { readonly session?: unknown; readonly what?: unknown };
    return kind === 'stimulation' && session === sessionId && what === 'stimulation-started';
  });

function careView(scene: CareScene, { sessionId, flowing }: CareMoment): CareView {
  const dose = prescribedDose(scene);
  const records = recordsOf(scene);
  const nowMs = scene.wallMs();
  const hurt = told(records, 'comfort').filter(
    ({ document }) => document.session === sessionId && document.feeling === 'painful',
  );
  return {
    person: scene.person(),
    prescribed: dose && {
      place: placeWords(dose.site),
      levelUa: dose.levelUa,
      ceilingUa: dose.ceilingUa,
      padAreaMm2: dose.padAreaMm2,
    },
    ...screeningPart(records, dose, nowMs),
    ...padsPart(records, dose),
    locks: skinLocks(records, nowMs).map((lock) => lockWords(lock, localTime)),
    refused: refusalOf(scene, sessionId),
    stimulated: flowing || wasStimulated(records, sessionId),
    pain: painPart(records, sessionId),
    skinChecked: skinCheckedSince(records, sessionId),
    hurt: hurt.length > 0,
    noteAsked: hurt.length > 0 && hurt.every(({ document }) => document.note === undefined),
    titration: scene.titration.view(),
    doubts: dose ? titrationDoubts(records, dose.site).map(doubtSentence) : [],
  };
}

interface DecisionRecord {
  readonly session?: string;
  readonly what?: string;
  readonly detail?: {
    readonly verdict?: string;
    readonly constraint?: { readonly strictest?: { text: string } | null };
  };
}

/** The strictest reason of the decision that a session began with. */
function refusalOf({ store, person }: CareScene, sessionId: string): string {
  const decided = store.audit.of(person(), ['decision']).findLast(({ document }) => {
    const { session, what } = document as DecisionRecord;
    return what === 'prescription' && session === sessionId;
  });
  const { verdict, constraint } = (decided?.document as DecisionRecord | undefined)?.detail ?? {};
  return verdict === 'REFUSED' ? refusalWords(constraint?.strictest?.text ?? '') : '';
}

function screeningPart(records: readonly AuditRecord[], dose: Prescription | null, nowMs: number) {
  const items = dose ? screening(records, dose.site, nowMs) : [];
  return {
    due: items
      .filter(({ status }) => status === 'unanswered' || status === 'expired')
      .map(({ question: { id, question } }) => ({ id, question })),
    standing: items
      .filter(({ status }) => status === 'applies')
      .map(({ question: { id, question, kind } }) => ({ id, question, follows: followsFromYes(kind) })),
  };
}

function padsPart(records: readonly AuditRecord[], dose: Prescription | null) {
  const pair = padsInUse(records);
  const pads = pair && { id: pair.id, areaMm2: pair.areaMm2, usesLeft: Math.max(0, PAD_USES_MAX - pair.uses) };
  return { pads, padsNeeded: dose ? padsFlaw(pair, dose) : '' };
}

function padsFlaw(pair: ReturnType<typeof padsInUse>, { padAreaMm2 }: Prescription): string {
  if (pair === null) return PADS_NONE;
  if (pair.uses >= PAD_USES_MAX) return padsWorn(pair.uses);
  return pair.areaMm2 < padAreaMm2 ? padsSmall(pair.areaMm2, padAreaMm2) : '';
}

function painPart(records: readonly AuditRecord[], sessionId: string): CareView['pain'] {
  const ratings = told(records, 'pain').filter(({ document }) => document.session === sessionId);
  const at = (moment: keyof CareView['pain']): PainRatings => {
    const latest = (activity: keyof PainRatings): number | null =>
      ratings.findLast(({ document }) => document.moment === moment && document.activity === activity)?.document
        .rating ?? null;
    return { rest: latest('rest'), movement: latest('movement') };
  };
  return { before: at('before'), during: at('during'), after: at('after') };
}

/** Looked at since the current of this session began. */
function skinCheckedSince(records: readonly AuditRecord[], sessionId: string): boolean {
  const began = records.findIndex((record) => wasStimulated([record], sessionId));
  return began >= 0 && records.slice(began).some(({ kind, by }) => kind === 'skin' && by === 'patient');
}

const TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const localTime = (ms: number): string => TIME.format(ms);
