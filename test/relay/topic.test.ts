import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTopic, parseTopic, type Topic } from '../../host/relay/topic.ts';
import { SEED } from '../seeded.ts';

const id = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
  // Words of the topics themselves may be ids too.
  fc.constantFrom('status', 'session', 'event', 'down', 'ack', 'chunk', 'rep'),
);
const topic: fc.Arbitrary<Topic> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('summary' as const, 'rep' as const, 'live' as const),
    site: id,
    person: id,
    session: id,
  }),
  fc.record({ kind: fc.constant('chunk' as const), site: id, person: id, session: id, chunk: fc.nat(999_999_999) }),
  fc.record({ kind: fc.constant('event' as const), site: id, person: id, event: id }),
  fc.record({ kind: fc.constant('status' as const), site: id }),
  fc.record({ kind: fc.constantFrom('down' as const, 'ack' as const), site: id, message: id }),
);

describe('a topic', () => {
  it('is read back as what was written', () => {
    fc.assert(
      fc.property(topic, (given) => {
        expect(parseTopic(formatTopic(given))).toEqual(given);
      }),
      { seed: SEED },
    );
  });

  it('that can be read is written the same', () => {
    const level = fc.oneof(id, fc.string({ maxLength: 4 }), fc.constantFrom('limber', 'v1', '7', '007', '+', '#', ''));
    fc.assert(
      fc.property(fc.array(level, { maxLength: 9 }), (levels) => {
        for (const text of [levels.join('/'), ['limber', 'v1', ...levels].join('/')]) {
          const read = parseTopic(text);
          if (read !== null) expect(formatTopic(read)).toBe(text);
        }
      }),
      { seed: SEED },
    );
  });

  it('with an id of anything but letters, digits, _ and - is refused', () => {
    const bad = fc.string({ minLength: 0, maxLength: 10 }).filter((text) => !/^[A-Za-z0-9_-]+$/.test(text));
    fc.assert(
      fc.property(bad, (site) => {
        expect(() => formatTopic({ kind: 'status', site })).toThrow(RangeError);
        expect(() => formatTopic({ kind: 'rep', site: 'a', person: site, session: 'b' })).toThrow(RangeError);
        expect(() => formatTopic({ kind: 'event', site: 'a', person: 'p', event: site })).toThrow(RangeError);
      }),
      { seed: SEED },
    );
    expect(() => formatTopic({ kind: 'chunk', site: 'a', person: 'p', session: 's', chunk: -1 })).toThrow(RangeError);
  });

  it.each([
    [{ kind: 'summary', site: 'home-1', person: 'p-7', session: 's-1' }, 'limber/v1/home-1/p-7/session/s-1/summary'],
    [
      { kind: 'chunk', site: 'home-1', person: 'p-7', session: 's-1', chunk: 3 },
      'limber/v1/home-1/p-7/session/s-1/chunk/3',
    ],
    [{ kind: 'event', site: 'home-1', person: 'p-7', event: 'e-1' }, 'limber/v1/home-1/p-7/event/e-1'],
    [{ kind: 'status', site: 'home-1' }, 'limber/v1/home-1/status'],
    [{ kind: 'down', site: 'home-1', message: 'm-1' }, 'limber/v1/home-1/down/m-1'],
  ] as const)('looks as published: %o', (given, text) => {
    expect(formatTopic(given)).toBe(text);
  });
});
