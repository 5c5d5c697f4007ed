import { expect, test } from 'vitest';
import { atASpeedThatTheMachineKeeps, expectWholeExercise, SESSIONS_MS, sessionOver, WAYS } from './served-bands.ts';

/** Over serial: serial-processes.test.ts, where bands have hosts before and after this one. */
const BY_RADIO = WAYS.filter(({ serve }) => serve !== 'serial');

test.each(BY_RADIO)(
  'a gateway runs the whole session with bands that another process serves: $serve',
  async (way) => {
    const document = await atASpeedThatTheMachineKeeps((speed) => sessionOver(way, speed));
    expectWholeExercise(document);
    expect(document.stimulation).toMatchObject({ stop_reason: 'SESSION_DONE', peak_current_ua: 20_000 });
  },
  SESSIONS_MS,
);
