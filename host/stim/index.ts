/** Stimulation, in the order of a dose's journey. */

// Prescribed: what, where, for whom.

export * from './dose/pattern.ts';
export * from './prescription/device-prescription.ts';
export * from './prescription/prescription.ts';
export * from './prescription/signed-prescription.ts';
export * from './prescription/site.ts';

// Measured: what it does to skin and nerve.

export * from './dose/dose.ts';
export * from './dose/dose-report.ts';
export * from './dose/dose-total.ts';
export * from './dose/standards.ts';

// Limited: rules that only tighten, and the verdict with all its inputs.

export * from './dose/constraint.ts';
export * from './dose/dose-limits.ts';
export * from './prescription/dose-context.ts';
export * from './prescription/dose-plan.ts';
export * from './prescription/prescription-check.ts';

// Of the person: whether it may be now, where the level is, whether it helps.

export * from './person/comfort.ts';
export * from './person/pads.ts';
export * from './person/person-record.ts';
export * from './person/response.ts';
export * from './person/screening.ts';
export * from './person/screening-questions.ts';
export * from './person/simulated-person.ts';
export * from './person/skin.ts';
export * from './person/tightening.ts';
export * from './person/titration.ts';
export * from './person/titration-history.ts';

// Delivered: ARM, button, START, leases.

export * from './course/clock-watch.ts';
export * from './course/course-log.ts';
export * from './course/course-memory.ts';
export * from './course/impedance.ts';
export * from './course/stim-course.ts';
export * from './course/stim-course-step.ts';
export * from './course/stim-course-view.ts';
export * from './course/stim-words.ts';

// Booked, by the band's own counts.

export * from './course/delivery.ts';
export * from './course/dose-counters.ts';

// For the simulated patient.

export * from './prescription/demonstration-prescription.ts';
