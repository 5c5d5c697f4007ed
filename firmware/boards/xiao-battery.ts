/**
 * The cell at its half of a divider (1 M over 510 k), as part of the converter's 3.3 V: 0 % at 3.3 V, 100 % at 4.2 V.
 * 3.3 / (0.9 * 0.51 / 1.51) * 100 and 3.3 / 0.9 * 100.
 */
const PERCENT_PER_PART = 1085.6;
const PERCENT_AT_0 = 366.7;

export function xiaoBatteryPercent(): number {
  // Net VBAT_ENABLE (P0.14), low to measure; Espruino's D14 is negated. Never the other way: P0.31 would see the whole cell.
  digitalWrite(D14, 1);
  return Math.clip(Math.round(analogRead(D32) * PERCENT_PER_PART - PERCENT_AT_0), 0, 100);
}
