/** Where on the body a band sits. Engineers, patients' pages, simulator and file names use the same words. */
export const PLACEMENTS = [
  'thigh',
  'shank',
  'upper-arm',
  'forearm',
  'foot',
  'hand',
  /** On a belt, over the sacrum. */
  'pelvis',
  /** On a strap around the chest, over the breastbone. */
  'sternum',
  /** On a headband, above one ear. */
  'head',
] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** Which side of the body is exercised; bands of the limbs sit on that side. */
export const SIDES = ['left', 'right'] as const;
export type Side = (typeof SIDES)[number];
