import { filter, firstValueFrom, map, race, timer } from 'rxjs';
import type { GreetedDevice } from './device-roster.ts';
import { HANDS_ON_ADVICE, mayFlow } from './screen/stimulation-words.ts';

/** What became of a press of STOP, in words for whoever pressed it. */
export interface StopOutcome {
  readonly stopped: boolean;
  readonly message: string;
}

const CONFIRMED_WITHIN_MS = 2000;
/** A STOP can be lost on the air like anything else. */
const AGAIN_AFTER_MS = 200;

/**
 * STOP to every stim band there is, whether or not a session knows of a stimulation: unsealed, again until the bands say that
 * no current flows. The answer is what the bands report, never what was sent.
 */
export async function stopEverything(devices: readonly GreetedDevice[]): Promise<StopOutcome> {
  const bands = devices.filter(({ hello }) => hello.role === 'ROLE_STIM');
  if (bands.length === 0) return { stopped: true, message: 'There is no stimulation band to stop.' };
  const stopped = await Promise.all(bands.map(stopBand));
  if (stopped.every(Boolean)) return { stopped: true, message: 'Stopped. No current flows.' };
  return { stopped: false, message: `STOP was sent, but the band has not confirmed it. ${HANDS_ON_ADVICE}` };
}

/** Also one that has not shown who it is: what delivers is stopped, whoever it is. */
function stopBand({ connection, forStop = connection }: GreetedDevice): Promise<boolean> {
  const send = (): void => {
    forStop.send({ kind: 'STOP' }).catch(() => {});
  };
  const again = setInterval(send, AGAIN_AFTER_MS);
  const off$ = forStop.messages$.pipe(
    filter((message) => message.kind === 'stimulation'),
    filter(({ frame }) => frame.currentUa === 0 && !mayFlow(frame.state)),
    map(() => true),
  );
  const silent$ = timer(CONFIRMED_WITHIN_MS).pipe(map(() => false));
  send();
  return firstValueFrom(race(off$, silent$)).finally(() => clearInterval(again));
}
