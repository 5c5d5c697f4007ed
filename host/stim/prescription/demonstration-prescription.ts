import type { PrescriptionDocument } from './prescription.ts';

/** For the simulated patient only: 60 s of conventional TENS at 20 mA beside the left knee. Whoever simulates a band puts its id in `device`. */
export const DEMONSTRATION_PRESCRIPTION: PrescriptionDocument = {
  schema: 'limber/prescription/2',
  id: 'demonstration',
  revision: 1,
  person: 'simulated-patient',
  device: 'simulated-band',
  site: 'knee-left',
  pad_area_mm2: 2_500,
  pattern: [
    { share_permille: 1000, width_us: 200 },
    { share_permille: -1000, width_us: 200 },
  ],
  rate_millihertz: 100_000,
  level_ua: 20_000,
  ceiling_ua: 25_000,
  session_ms: 60_000,
  day_ms: 3_600_000,
  sessions_per_day: 12,
  presence_ms: 600_000,
  issued_at: '2026-01-01T00:00:00Z',
  expires_at: '2100-01-01T00:00:00Z',
};
