/** What a band measures, by configuration_id: the numbers of protocol/motion-configuration.ts (a test compares them). */
export interface MotionSettings {
  readonly id: number;
  readonly rateHz: number;
  readonly accRangeG: number;
  readonly gyroRangeDps: number;
}

export const MOTION_SETTINGS: readonly MotionSettings[] = [
  { id: 1, rateHz: 104, accRangeG: 4, gyroRangeDps: 1000 },
  { id: 2, rateHz: 52, accRangeG: 4, gyroRangeDps: 1000 },
  { id: 3, rateHz: 208, accRangeG: 4, gyroRangeDps: 1000 },
  { id: 4, rateHz: 104, accRangeG: 16, gyroRangeDps: 2000 },
];

export function motionSettings(id: number): MotionSettings | undefined {
  return MOTION_SETTINGS.find((candidate) => candidate.id === id);
}
