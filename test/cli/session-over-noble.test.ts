import { expect, test } from 'vitest';
import { schemaObjections } from './published-schema.ts';
import { atASpeedThatTheMachineKeeps, SESSIONS_MS, sessionOver } from './served-bands.ts';

test(
  'a gateway runs the whole session by noble, behind a virtual controller in another process',
  async () => {
    const document = await atASpeedThatTheMachineKeeps((speed) =>
      sessionOver('h4', speed, (at) => ({ args: ['--link', 'noble', '--hci', at] })),
    );
    expect(schemaObjections('session-1', document)).toEqual([]);
    expect(document).toMatchObject({
      simulated: true,
      session: { outcome: 'completed', sensors: ['thigh', 'shank'] },
      stimulation: { stop_reason: 'SESSION_DONE', peak_current_ua: 20_000 },
      published: { pending: 0 },
    });
    expect(document.reps).toHaveLength(16);
  },
  SESSIONS_MS,
);
