import type { SessionDocument } from '../../records/session-document.ts';
import type { ScreenStatus } from '../api.ts';
import type { CareOutcome, CareView, Telling, TitrationWish } from '../care.ts';
import type { DemonstrationProposal, PrescribeOrder, PrescribeOutcome, PrescriptionRow } from '../demonstrations.ts';
import type { DoseReview, SecurityReview } from '../dose-review.ts';
import type { SessionChoices, SessionWish } from '../feed.ts';
import type { AnalysisRow, AngleCurve, PrescribedDose, SessionRow } from '../session-library.ts';
import { STEER_LOST } from '../steering-words.ts';
import { HANDS_ON_ADVICE } from '../stimulation-words.ts';

export type Page = 'patient' | 'clinician' | 'engineer';

/** What a press of STOP led to, in words; never throws. */
export interface StopOutcome {
  readonly stopped: boolean;
  readonly message: string;
}

/** Longer than the gateway needs for its own attempts, short enough that nobody waits before reaching for the band. */
const STOP_TIMEOUT_MS = 4000;
const TIMEOUT_MS = 10_000;

export async function requestStop(from: Page): Promise<StopOutcome> {
  try {
    const outcome = await post<StopOutcome>('/api/stop', { from }, STOP_TIMEOUT_MS);
    if (outcome.stopped) return outcome;
    const advised = outcome.message.includes(HANDS_ON_ADVICE);
    return advised ? outcome : { stopped: false, message: `${outcome.message} ${HANDS_ON_ADVICE}` };
  } catch {
    return { stopped: false, message: `STOP did not get through. ${HANDS_ON_ADVICE}` };
  }
}

export async function requestStart(
  wish: SessionWish = {},
): Promise<{ readonly started: boolean; readonly message: string }> {
  try {
    return await post('/api/start', wish, TIMEOUT_MS);
  } catch {
    return { started: false, message: 'The gateway does not answer. Check that it is running.' };
  }
}

/** Makes a demonstration the prescription; a refusal is told in the gateway's words. */
export async function requestPrescribe(id: string, { leftOut, ...order }: PrescribeOrder): Promise<PrescribeOutcome> {
  try {
    return await post(`/api/sessions/${id}/prescribe`, { left_out: leftOut, ...order }, TIMEOUT_MS);
  } catch {
    return { prescribed: false, message: 'The gateway does not answer. Nothing was prescribed.' };
  }
}

/** What the page asks of the current, as host/steering.ts takes it. */
export type SteeringAsk =
  | { readonly kind: 'raise' | 'lower' | 'present' | 'pause' | 'resume' | 'acknowledge-fault' | 'again' }
  | { readonly kind: 'comfort'; readonly feeling: Feeling };
export type Feeling = 'too-weak' | 'strong-comfortable' | 'uncomfortable' | 'painful';

const asOutcome = (ask: Promise<CareOutcome>): Promise<CareOutcome> =>
  ask.catch(() => ({ taken: false, message: STEER_LOST }));

/** Never throws. */
export const requestSteer = (wish: SteeringAsk): Promise<CareOutcome> =>
  asOutcome(post('/api/steer', wish, STOP_TIMEOUT_MS));

/** Never throws. */
export const requestStopSharing = (): Promise<CareOutcome> =>
  post<CareOutcome>('/api/stop-sharing', {}, TIMEOUT_MS).catch(() => ({ taken: false, message: NOT_STOPPED }));

const NOT_STOPPED = 'The gateway does not answer. You may still be watched; try again.';

/** Never throws: what did not get through was not recorded. */
export const tellCare = (telling: Telling): Promise<CareOutcome> =>
  post<CareOutcome>('/api/care', telling, TIMEOUT_MS).catch(() => ({ taken: false, message: NOT_TOLD }));

export const requestTitration = (wish: TitrationWish): Promise<CareOutcome> =>
  post<CareOutcome>('/api/titration', wish, TIMEOUT_MS).catch(() => ({ taken: false, message: NOT_TOLD }));

/** Never throws. */
export const markMessageRead = (id: string): Promise<CareOutcome> =>
  post<CareOutcome>('/api/messages/read', { id }, TIMEOUT_MS).catch(() => ({ taken: false, message: NOT_TOLD }));

const NOT_TOLD = 'The gateway does not answer. Nothing was recorded; try again.';

async function post<Answer>(path: string, body: object, timeoutMs: number): Promise<Answer> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return response.json();
}

export const fetchStatus = (): Promise<ScreenStatus> => get('/api/status');
export const fetchSessions = (): Promise<SessionRow[]> => get('/api/sessions');
export const fetchSession = (id: string): Promise<SessionDocument> => get(`/api/sessions/${id}`);
export const fetchChoices = (): Promise<SessionChoices> => get('/api/choices');
export const fetchProposal = (id: string, leftOut: readonly number[]): Promise<DemonstrationProposal> =>
  get(`/api/sessions/${id}/proposal?left_out=${leftOut.join(',')}`);
export const fetchPrescriptions = (person: string, exercise: string): Promise<PrescriptionRow[]> =>
  get(`/api/movement-prescriptions?${new URLSearchParams({ person, exercise })}`);
export const fetchCare = (): Promise<CareView> => get('/api/care');
export const fetchReview = (person: string): Promise<DoseReview> => get(`/api/people/${person}/stimulation`);
export const fetchSecurity = (): Promise<SecurityReview> => get('/api/security');
export const fetchProgress = (id: string): Promise<string[]> => get(`/api/sessions/${id}/progress`);
export const fetchAnalyses = (id: string): Promise<AnalysisRow[]> => get(`/api/sessions/${id}/analyses`);
export const fetchCurve = (id: string): Promise<AngleCurve> => get(`/api/sessions/${id}/curve`);

/** Undefined where the session had no prescription. */
export async function fetchPrescribed(id: string): Promise<PrescribedDose | undefined> {
  return get<PrescribedDose>(`/api/sessions/${id}/prescribed`).catch(() => undefined);
}

/** Rejects with an Error whose message is the gateway's sentence. */
async function get<Answer>(path: string): Promise<Answer> {
  const response = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}
