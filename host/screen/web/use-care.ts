import { useState } from 'preact/hooks';
import type { CareOutcome, CareView, Telling } from '../care.ts';
import type { FeedMemory } from '../feed-memory.ts';
import { fetchCare, tellCare } from './gateway.ts';
import { useLoaded } from './use-loaded.ts';

/** What the person is asked and told, and a way to say something. */
export interface Care {
  /** Undefined while nobody knows. */
  readonly view: CareView | undefined;
  tell(telling: Telling): Promise<CareOutcome>;
  /** Something changed elsewhere. */
  again(): void;
}

/** Asked for anew whenever the session, the band or the person says something new. */
export function useCare({ latest }: FeedMemory, connection: string): Care {
  const [turn, setTurn] = useState(0);
  const session = latest.session?.session;
  const stimulation = latest.stimulation?.stimulation;
  const key = [turn, connection, session?.id, session?.phase, stimulation?.state, stimulation?.steering?.feeling];
  const loaded = useLoaded(fetchCare, key.join(' '));
  const again = (): void => setTurn((now) => now + 1);
  return {
    view: loaded.state === 'ready' ? loaded.value : undefined,
    again,
    async tell(telling) {
      const outcome = await tellCare(telling);
      again();
      return outcome;
    },
  };
}
