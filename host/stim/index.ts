/** Stimulation, in the order of a dose's journey. */

// Prescribed: what, where, for whom.

export * from './dose/pattern.ts';
export * from './prescription/prescription.ts';
export * from './prescription/site.ts';

// Measured: what it does to skin and nerve.

export * from './dose/dose.ts';
export * from './dose/dose-report.ts';
export * from './dose/dose-total.ts';
export * from './dose/standards.ts';

// Limited: rules that only tighten, and the verdict with all its inputs.

export * from './dose/constraint.ts';
export * from './dose/dose-limits.ts';
export * from './prescription/prescription-check.ts';

// Delivered: ARM, button, START, leases.

export * from './course/stim-course.ts';
export * from './course/stim-course-step.ts';
export * from './course/stim-words.ts';

// Booked, by the band's own counts.

// For the simulated patient.

export * from './course/delivery.ts';
export * from './prescription/demonstration-prescription.ts';
