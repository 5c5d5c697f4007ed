import type { Hello } from '../../protocol/message.ts';
import type { Side } from '../../protocol/placement.ts';
import type { BandTrouble } from '../intake/band-trouble.ts';
import type { CuePolicy } from '../motion/cue/cue.ts';
import type { Cue } from '../motion/movement-event.ts';
import type { FrameCounts, MovementPrescriptionMark, RepRecord } from '../records/session-document.ts';

/**
 * What the running gateway tells its pages, and what pages may ask of it. JSON over one event stream; a page that
 * connects late first receives the latest event of every kind but 'angle', 'press', 'rep' and 'log', all reps of the session, and
 * the last log entries (feed-memory.ts).
 */
export type FeedEvent =
  | { readonly kind: 'session'; readonly session: SessionView }
  | {
      readonly kind: 'angle';
      readonly tS: readonly number[];
      readonly angleDeg: readonly number[];
      /** Indices of those that were drawn over a gap and not measured; absent: none. A longer gap is left open. */
      readonly filled?: readonly number[];
    }
  | { readonly kind: 'rep'; readonly rep: RepRecord }
  | { readonly kind: 'cue'; readonly cue: Cue; readonly text: string }
  | { readonly kind: 'stimulation'; readonly stimulation: StimulationView }
  | { readonly kind: 'devices'; readonly devices: readonly DeviceView[] }
  | { readonly kind: 'press'; readonly press: PressView }
  | {
      readonly kind: 'relay';
      readonly relay: {
        readonly connected: boolean;
        readonly broker: string;
        readonly pending: number;
        /** What is wrong with the broker, and who can do something about it. */
        readonly trouble?: string;
      };
    }
  | { readonly kind: 'frames'; readonly frames: FrameCounts }
  | { readonly kind: 'messages'; readonly messages: readonly ClinicianMessageView[] }
  /** live: somebody outside can watch this session as it goes. Absent: nobody can. */
  | { readonly kind: 'sharing'; readonly sharing: { readonly live: boolean } }
  | { readonly kind: 'log'; readonly entry: LogEntry };

/** A line for the engineer. The server derives most of them from the other events; the gateway may add its own. */
export interface LogEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly level: 'info' | 'warning' | 'alarm';
  readonly text: string;
}

export interface SessionView {
  readonly id: string;
  readonly phase: 'waiting' | 'exercising' | 'resting' | 'stimulating' | 'finished';
  readonly exercise: { readonly id: string; readonly name: string };
  readonly targetDeg: { readonly low: number; readonly high: number };
  readonly set: number;
  readonly sets: number;
  readonly repsInSet: number;
  readonly repsPerSet: number;
  readonly elapsedS: number;
  /** What the plan asks of each phase, in seconds; absent where the exercise has no wanted tempo. */
  readonly wantedTempoS?: RepRecord['tempo_s'];
  /** Somebody shows how it is to be done: nothing is asked and nothing corrected. */
  readonly purpose?: 'demonstration';
  readonly side?: Side;
  /** Absent: "coach". In confidence mode the patient's page shows no corrections and no deviation figures. */
  readonly cuePolicy?: CuePolicy;
  /** The demonstration that target and tempo came from; absent where they are the library's. */
  readonly targetFrom?: MovementPrescriptionMark;
  /** A gateway was killed and this one went on with its session, at this second of it; nobody listened for so long before. Absent: never. */
  readonly wentOn?: { readonly atS: number; readonly gapS: number };
  /** The stimulation does not begin by itself: the person is to ask for it. */
  readonly waitsForPerson?: true;
}

export interface StimulationView {
  /** The device's own word; 'UNKNOWN' when host and device disagree or the device is silent. Never guess "off". */
  readonly state:
    | 'IDLE'
    | 'ARMED'
    | 'RAMPING_UP'
    | 'ACTIVE'
    | 'PAUSED'
    | 'RAMPING_DOWN'
    | 'LOCKOUT'
    | 'FAULT'
    | 'UNKNOWN';
  readonly currentUa: number;
  readonly prescribedUa: number;
  readonly remainingS: number;
  /** Why it is in this state, in words a patient reads; empty when the state says it all. */
  readonly reason: string;
  /** For whoever steers; absent where nobody can. */
  readonly steering?: SteeringView;
}

export interface SteeringView {
  /** What the band was last asked for; 0 while nothing runs. */
  readonly askedUa: number;
  /** Why the person cannot go up by 1 mA now, in words; empty: they can. */
  readonly noRise: string;
  /**
   * PRESENCE: whether anybody is there. JOLT: whether they are all right. The others: why the current rests and what to see to before it
   * goes on: nothing, a pad that peels, a current that does not get through, or whatever the band found.
   */
  readonly prompt: '' | 'PRESENCE' | 'JOLT' | 'PAUSED' | 'PEELING' | 'NOT_REACHED' | 'HELD';
  /** Left of an interrupted session, to be started anew once the rest is over. */
  readonly remainderS: number;
  readonly restLeftS: number;
  /** What the prescription lets the person go to; absent where it is not known. */
  readonly ceilingUa?: number;
  /** What the person said last in this course; absent: nothing yet. */
  readonly feeling?: 'too-weak' | 'strong-comfortable' | 'uncomfortable' | 'painful';
  /** For so long that word still lets the current be raised; 0: it must be said again. */
  readonly feelingLeftS?: number;
  /** What a press of the band's button would confirm. */
  readonly asks?: 'NOTHING' | 'START_OUTPUT' | 'NEW_PRESCRIPTION' | 'ENROLMENT';
  /** The fault can be acknowledged once its cause is gone; absent or false: service only, or there is none. */
  readonly clearable?: boolean;
}

/** What a clinician wrote to the person, and the person has not read. */
export interface ClinicianMessageView {
  readonly id: string;
  /** Who wrote it, in words. */
  readonly from: string;
  /** Plain text, one line. */
  readonly text: string;
  /** ISO 8601, UTC: when it was signed, and from when on it is not shown. */
  readonly at: string;
  readonly expiresAt: string;
}

/** The button of a band was pressed: whoever looks at a page just then sees which limb it is. */
export interface PressView {
  readonly device: string;
  readonly placement: string;
  /** Since the band started: two presses are told apart. */
  readonly presses: number;
}

export interface DeviceView {
  readonly name: string;
  readonly kind: 'motion' | 'stim';
  readonly placement: string;
  readonly link: string;
  readonly state: 'connecting' | 'up' | 'down' | 'closed';
  readonly batteryPercent: number | null;
  /** Samples a second; of a stim band, accounts of its output a second. */
  readonly rateHz: number;
  /** Of its frames, those that never came; null before the first. */
  readonly lossPercent: number | null;
  /** Frames that came because they were asked for again; null where nobody asks. */
  readonly recovered: { readonly frames: number; readonly percent: number } | null;
  /** As the band was heard last; null: not known. */
  readonly signalDbm: number | null;
  /** The connection interval in force; null: not known, or there is none. */
  readonly intervalMs: number | null;
  readonly clockErrorPpm: number | null;
  /** Standard error of it; absent or null: not known. */
  readonly clockErrorSigmaPpm?: number | null;
  /** For so long its link has been gone; null while it is up, or before it first was. */
  readonly awayS: number | null;
  /** Since the session began; absent: none. */
  readonly reconnects?: ReconnectsView;
  /** How what it measured while nobody heard it is brought in; absent: nothing was missed. */
  readonly backfill?: BackfillView;
  /** Why nothing of it is used, for the engineer; absent: nothing speaks against it. */
  readonly refused?: string;
  /** In this connection it has shown that it has the key it was enrolled with; absent: it was not asked. */
  readonly keyProven?: true;
  readonly firmware: string;
  /** How its firmware differs from what belongs to this gateway, in words; absent where it does not. */
  readonly firmwareNote?: string;
  /** Why what it sends is no measurement, or not all of it; absent: nothing is wrong. */
  readonly trouble?: BandTrouble;
  /** It feels acceleration only. */
  readonly accelerometerOnly?: true;
  /** Since the session began; absent: none. */
  readonly restarts?: { readonly count: number; readonly latestCause: Hello['resetCause'] };
  /** Of a stim band only. */
  readonly trust?: DeviceTrust;
}

export interface ReconnectsView {
  readonly count: number;
  /** When it came back last, ISO 8601, UTC. */
  readonly lastAt: string;
  readonly longestAwayS: number;
}

export interface BackfillView {
  /** Frames that may still come, from the band's memory or its flash. */
  readonly framesAwaited: number;
  /** Samples that came later. */
  readonly samplesRecovered: number;
  /** Samples that come no more; null: nobody knows how many. */
  readonly samplesLost: number | null;
}

/** What a stim band has shown of itself in its greeting. */
export interface DeviceTrust {
  /** It has keys of its own. */
  readonly enrolled: boolean;
  /** Of the sealed prescription in force when it greeted; 0: none. */
  readonly prescriptionRevision: number;
  /** One is in force now. */
  readonly prescriptionInForce: boolean;
  /** First bytes of the hash of its program, hex. */
  readonly firmwareHash: string;
  /** The program is one that this gateway was built with. */
  readonly firmwareKnown: boolean;
  /** Why it is not stimulated with; empty where nothing speaks against it. */
  readonly refused: string;
}

/** What a page can do. STOP is always accepted, from any page, in any state. */
export interface FeedActions {
  stop(from: 'patient' | 'clinician' | 'engineer'): Promise<{ readonly stopped: boolean; readonly message: string }>;
  /** Begins another session; refused in words while one runs, or where what is wished can't be. */
  start(wish: SessionWish): Promise<{ readonly started: boolean; readonly message: string }>;
  choices(): SessionChoices;
  /** The person wants nobody to watch from outside any more: their consent is withdrawn, from this moment on. */
  stopSharing?(): { readonly taken: boolean; readonly message: string };
  /** The person's hand on the current (host/steering.ts); absent where nobody can steer. */
  steer?(wish: unknown): { readonly taken: boolean; readonly message: string };
  /** The person has read what a clinician wrote; absent where nobody writes. */
  readMessage?(id: string): { readonly taken: boolean; readonly message: string };
}

/** What a page may ask of the next session; whatever it leaves out stays as it was. */
export interface SessionWish {
  readonly exercise?: string;
  /** Pseudonym. */
  readonly person?: string;
  readonly side?: Side;
  readonly cuePolicy?: CuePolicy;
  readonly purpose?: 'demonstration';
}

/** What the next session can be made of. */
export interface SessionChoices {
  readonly people: readonly string[];
  readonly exercises: readonly { readonly id: string; readonly name: string }[];
  readonly person: string;
  readonly exercise: string;
  readonly side?: Side;
  readonly cuePolicy: CuePolicy;
}
