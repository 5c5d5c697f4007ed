/**
 * The link key of every simulated stim band, known to everybody as all of a simulation is. Real bands get keys of their own
 * at enrolment, and a band that says it is real is never addressed with this one.
 */
export const SIMULATED_LINK_KEY = Uint8Array.from({ length: 16 }, (_, i) => i + 1);

/** Likewise: what simulated prescriptions are sealed with. */
export const SIMULATED_PRESCRIPTION_KEY = Uint8Array.from({ length: 16 }, (_, i) => 16 - i);
