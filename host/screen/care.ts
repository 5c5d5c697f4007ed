import type { PersonDocument } from '../stim/index.ts';

/** What the gateway itself knows of the moment at which somebody says something: a page's own word is not taken for it. */
export interface CareMoment {
  /** Of the session that runs, or ran last; empty where none has begun. */
  readonly sessionId: string;
  /** Id. */
  readonly exercise: string;
  /** As the band reports it. */
  readonly currentUa: number;
  readonly flowing: boolean;
}

export type SkinFinding = PersonDocument<'skin'>['finding'];
export type PainActivity = PersonDocument<'pain'>['activity'];

/** What the patient's page may say. It is recorded as the patient's word, whoever sits before it: nothing here can allow anything. */
export type Telling =
  | { readonly kind: 'screening'; readonly answers: Readonly<Record<string, boolean>> }
  | { readonly kind: 'pads-opened'; readonly areaMm2: number }
  | { readonly kind: 'pads-discarded' }
  | { readonly kind: 'pain'; readonly activity: PainActivity; readonly rating: number }
  | { readonly kind: 'skin'; readonly finding: SkinFinding }
  | { readonly kind: 'pain-note'; readonly note: string };

/** The way to somebody's level. The level itself is the band's word, never the page's. */
export type TitrationWish =
  /** `from` clinician: with the step of discomfort. */
  | { readonly kind: 'begin'; readonly from: 'patient' | 'clinician' }
  | { readonly kind: 'mark' }
  | { readonly kind: 'skip' }
  | { readonly kind: 'leave' };

export interface CareOutcome {
  readonly taken: boolean;
  /** What follows, for whoever said it. */
  readonly message: string;
}

/** 0 to 10; null where nobody said. */
export interface PainRatings {
  readonly rest: number | null;
  readonly movement: number | null;
}

export interface TitrationView {
  readonly step: 'sensory-threshold' | 'strong-comfortable' | 'discomfort' | 'settled' | 'done';
  readonly withClinician: boolean;
  /** Words; empty where the last mark was taken. */
  readonly refusal: string;
  readonly found: readonly { readonly name: string; readonly currentUa: number }[];
}

/** All that a person is asked and told around a stimulation. */
export interface CareView {
  /** Pseudonym. */
  readonly person: string;
  /** Where and what; null where nothing is prescribed, and nothing is asked then. */
  readonly prescribed: {
    readonly place: string;
    readonly levelUa: number;
    readonly ceilingUa: number;
    readonly padAreaMm2: number;
  } | null;
  /** Questions that must be answered before the next stimulation. */
  readonly due: readonly { readonly id: string; readonly question: string }[];
  /** Answered with yes, and what follows. */
  readonly standing: readonly { readonly id: string; readonly question: string; readonly follows: string }[];
  readonly pads: { readonly id: string; readonly areaMm2: number; readonly usesLeft: number } | null;
  /** Why other pads are needed; empty where these will do. */
  readonly padsNeeded: string;
  /** What locks the skin, in words. */
  readonly locks: readonly string[];
  /** Why the session that runs, or ran last, has no stimulation, as a sentence; empty where it may have one. */
  readonly refused: string;
  /** Of the same session. */
  readonly stimulated: boolean;
  readonly pain: { readonly before: PainRatings; readonly during: PainRatings; readonly after: PainRatings };
  readonly skinChecked: boolean;
  /** It was called painful in this session. */
  readonly hurt: boolean;
  /** It hurt, and nobody has written down where and how. */
  readonly noteAsked: boolean;
  readonly titration: TitrationView | null;
  /** Where the latest titration is unlike the person's earlier ones. */
  readonly doubts: readonly string[];
}

/** What the records say about somebody's stimulation, for the patient's page; all of it is a fold over the audit chain. */
export interface StimulationCare {
  care(moment: CareMoment): CareView;
  tell(telling: Telling, moment: CareMoment): CareOutcome;
  titrate(wish: TitrationWish, moment: CareMoment): CareOutcome;
}
