/** Stimulation, in the order of a dose's journey. */

// Prescribed: what, where, for whom.

export * from './pattern.ts';
export * from './prescription.ts';
export * from './site.ts';

// Measured: what it does to skin and nerve.

export * from './dose.ts';
export * from './dose-report.ts';
export * from './dose-total.ts';
export * from './standards.ts';

// Limited: rules that only tighten, and the verdict with all its inputs.

export * from './constraint.ts';
export * from './dose-limits.ts';
export * from './prescription-check.ts';

// Delivered: ARM, button, START, leases.

export * from './stim-course.ts';
export * from './stim-course-step.ts';
export * from './stim-words.ts';

// Booked, by the band's own counts.

// For the simulated patient.

export * from './delivery.ts';
export * from './demonstration-prescription.ts';
