import { describe, expect, it } from 'vitest';
import type { FeedEvent } from '../../host/screen/feed.ts';
import { EMPTY_MEMORY, LOG_LENGTH, remember, replay } from '../../host/screen/feed-memory.ts';
import { demoSession } from './demo-session.ts';

const heard = (events: readonly FeedEvent[]) => events.reduce(remember, EMPTY_MEMORY);
const eventsOf = (id: string, seed: number) => demoSession(id, seed).events.map(({ event }) => event);

describe('what the feed remembers', () => {
  it('is the same for a page that listened all along and one that came late, at any moment', () => {
    const events = eventsOf('s-1', 1);
    for (let length = 0; length <= events.length; length += 7) {
      const early = heard(events.slice(0, length));
      expect(heard(replay(early))).toEqual(early);
    }
  });

  it('forgets the repetitions and the cue of the session before', () => {
    const first = eventsOf('s-1', 1);
    const second = heard([...first, eventsOf('s-2', 2)[0]!]);
    expect(heard(first).reps).toHaveLength(16);
    expect(second.reps).toEqual([]);
    expect(second.latest.cue).toBeUndefined();
    expect(second.latest.stimulation?.stimulation.state).toBe('LOCKOUT');
  });

  it('counts a repetition told twice once', () => {
    const events = eventsOf('s-1', 1);
    const rep = events.find((event) => event.kind === 'rep')!;
    expect(heard([...events, rep]).reps).toHaveLength(16);
  });

  it('keeps neither angles nor an endless log', () => {
    const angle: FeedEvent = { kind: 'angle', tS: [1], angleDeg: [2] };
    const line = (text: string): FeedEvent => ({
      kind: 'log',
      entry: { at: '2026-03-20T09:12:00Z', level: 'info', text },
    });
    const lines = Array.from({ length: LOG_LENGTH + 5 }, (_, i) => line(String(i)));
    const memory = heard([angle, ...lines]);
    expect(memory.log).toHaveLength(LOG_LENGTH);
    expect(memory.log.at(-1)?.text).toBe(String(LOG_LENGTH + 4));
    expect(JSON.stringify(memory)).not.toContain('angleDeg');
  });
});
