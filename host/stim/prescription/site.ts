/** A place for a pair of pads, both on one side of the body and never across the chest. */
export interface Site {
  readonly id: string;
  readonly name: string;
}

/**
 * The only places a prescription may name. Head, front of the neck, chest, abdomen in pregnancy and anything through the
 * heart are absent on purpose (contraindications of the FDA 1999 guidance and of 21 CFR 882.5890 devices).
 */
export const SITES: readonly Site[] = [
  { id: 'knee-left', name: 'left knee' },
  { id: 'knee-right', name: 'right knee' },
  { id: 'thigh-left', name: 'left thigh' },
  { id: 'thigh-right', name: 'right thigh' },
  { id: 'calf-left', name: 'left calf' },
  { id: 'calf-right', name: 'right calf' },
  { id: 'hip-left', name: 'left hip' },
  { id: 'hip-right', name: 'right hip' },
  { id: 'shoulder-left', name: 'left shoulder' },
  { id: 'shoulder-right', name: 'right shoulder' },
  { id: 'elbow-left', name: 'left elbow' },
  { id: 'elbow-right', name: 'right elbow' },
  { id: 'forearm-left', name: 'left forearm' },
  { id: 'forearm-right', name: 'right forearm' },
  { id: 'lower-back-left', name: 'lower back, left of the spine' },
  { id: 'lower-back-right', name: 'lower back, right of the spine' },
];

export const isAllowedSite = (id: string): boolean => SITES.some((site) => site.id === id);
