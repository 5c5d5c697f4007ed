import { initialSession, stepSession } from '../../protocol/session.ts';

/** An entry point for the firmware's bundler with the reducer and nothing else. */
(globalThis as unknown as { limberReducer: object }).limberReducer = { initialSession, stepSession };
