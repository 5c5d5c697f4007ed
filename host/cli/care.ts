import type { Gateway } from '../gateway.ts';
import type { CareParts } from '../screen/care-api.ts';
import { storedCare } from '../stored-care.ts';
import { storedDoseReviews } from '../stored-dose-review.ts';

export interface CareOrder {
  readonly gateway: Gateway;
  /** As handed to this process, or the simulated person's; undefined: what was accepted last. */
  readonly prescription: unknown;
  /** Who is stimulated next. Pseudonym. */
  readonly person: () => string;
  readonly people: readonly string[];
  /** UTC, ms: the devices' timeline. */
  readonly wallMs: () => number;
  readonly dataDir: string;
}

/** What the pages say and ask around a stimulation, over this gateway's records. */
export function careOf({ gateway: { store }, people, ...order }: CareOrder): CareParts {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return {
    care: storedCare({ store, ...order }),
    reviews: storedDoseReviews({ store, people: () => people, timeZone, ...order }),
  };
}
