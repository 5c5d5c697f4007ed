/** Where on the body a band sits. Engineers, patients' pages, simulator and file names use the same words. */
export const PLACEMENTS = ['thigh', 'shank', 'upper-arm', 'forearm'] as const;
export type Placement = (typeof PLACEMENTS)[number];
