import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signMessage } from '../../../host/keys/clinician-key.ts';
import { canonicalJson } from '../../../host/relay/downlink/canonical-json.ts';
import { DOWN_KINDS, type DownMessage } from '../../../host/relay/downlink/down-message.ts';
import { downBytes } from '../../../host/relay/downlink/down-signing.ts';
import { type JudgeContext, judge } from '../../../host/relay/downlink/judge.ts';
import { SEED } from '../../seeded.ts';
import { ANNA, bytesOf, instant, NOW_MS, PERSON, SITE, STRANGER, signed, TRUSTED, topicOf } from './down-samples.ts';

const DAY_MS = 86_400_000;
const context: JudgeContext = {
  site: SITE,
  nowMs: NOW_MS,
  latestKnownMs: NOW_MS - 1000,
  knowsPerson: (person) => person === PERSON,
  signatures: TRUSTED,
  highestCounter: () => 0,
};

const judged = (message: DownMessage, change: Partial<JudgeContext> = {}) =>
  judge(topicOf(message), bytesOf(message), { ...context, ...change });
const rules = (judgement: ReturnType<typeof judge>): string[] =>
  judgement.kind === 'Accepted' ? [] : judgement.reasons.map(({ rule }) => rule);

test.each(DOWN_KINDS)('a good %s is accepted', (kind) => {
  expect(judged(signed(kind))).toMatchObject({ kind: 'Accepted', message: { kind } });
});

test('what was issued before the records were restored from a backup is not taken, but what ends something is', () => {
  for (const kind of DOWN_KINDS) {
    const message = signed(kind);
    const issuedMs = Date.parse(message.issued_at);
    expect(rules(judged(message, { restoredAtMs: issuedMs + 1 })), kind).toEqual(
      kind === 'withdrawal' ? [] : ['stale'],
    );
    expect(rules(judged(message, { restoredAtMs: issuedMs })), kind).toEqual([]);
  }
});

describe('what nobody trusted has signed for here is turned away, and told nothing of the records', () => {
  test('another site, another id, an unknown signer, a forged signature, each by its name', () => {
    expect(rules(judged(signed('plan', { site: 'home-2' })))).toEqual(['other-site']);
    const one = signed('plan');
    expect(rules(judge(`limber/v1/${SITE}/down/other`, bytesOf(one), context))).toEqual(['other-id']);
    expect(rules(judge(`limber/v1/home-2/down/${one.message_id}`, bytesOf(one), context))).toEqual(['topic']);
    expect(rules(judged(signed('plan', { signer: STRANGER.public.id, person: 'p-99' }, STRANGER)))).toEqual([
      'unknown-signer',
    ]);
    expect(rules(judged(signed('plan', { person: 'p-99', counter: 1 }, STRANGER)))).toEqual(['signature']);
  });

  test('a prescription’s signature, or that of an act at a gateway, signs no message', () => {
    const message = signed('message');
    for (const bytes of [canonicalJson({ ...message, signature: undefined }), JSON.stringify(['message'])]) {
      const signature = Buffer.from(signMessage(Buffer.from(bytes), ANNA)).toString('base64');
      expect(rules(judged({ ...message, signature }))).toEqual(['signature']);
    }
    expect(Buffer.from(downBytes(message)).toString()).toMatch(/^limber\/down\/1\n\{"body":/);
  });

  test('no JSON, an unknown field, a setting that may not be set, markup and another spelling are refused for their form', () => {
    const bad = [
      Buffer.from('{'),
      Buffer.from([0xff]),
      bytesOf({ ...signed('plan'), extra: 1 } as never),
      bytesOf(signed('configuration', { body: { broker: 'mqtt://elsewhere' } })),
      bytesOf(signed('configuration', { body: { ceiling_ua: 90_000 } })),
      bytesOf(signed('message', { body: { text: '<b>now</b>' } })),
      bytesOf(signed('message', { body: { text: 'turned \u202e round' } })),
      bytesOf(signed('message', { body: { text: 'x'.repeat(501) } })),
      Buffer.from(JSON.stringify(signed('plan'), null, 1)),
    ];
    for (const payload of bad) {
      const judgement = judge(`limber/v1/${SITE}/down/m-1`, payload, context);
      expect(judgement.kind).toBe('TurnedAway');
      expect(new Set(rules(judgement))).toEqual(new Set(['form']));
    }
  });

  test('what is nested deeper than a stack is high is turned away like anything else', () => {
    const deep = `${'['.repeat(15_000)}${']'.repeat(15_000)}`;
    const { body: _, ...message } = signed('prescription');
    const nested = JSON.stringify(message).replace(
      /}$/,
      `,"body":{"prescription":{"schema":"limber/signed-prescription/1","prescription":${deep},"clinician":"a","signature":"AA==","seal":"AA=="}}}`,
    );
    for (const payload of [deep, nested])
      expect(rules(judge(`limber/v1/${SITE}/down/m-1`, Buffer.from(payload), context))).toEqual(['form']);
  });

  test('what is too large is not read', () => {
    const judgement = judge(`limber/v1/${SITE}/down/m-1`, new Uint8Array(40_000), context);
    expect(rules(judgement)).toEqual(['too-large']);
  });
});

describe('what a trusted clinician signed is refused with every reason', () => {
  test('unknown person, expired, stale and not above the highest counter at once', () => {
    const old = { issued_at: instant(NOW_MS - 9 * DAY_MS), expires_at: instant(NOW_MS - DAY_MS), person: 'p-99' };
    const message = signed('message', old);
    const judgement = judged(message, { highestCounter: () => message.counter });
    expect(judgement.kind).toBe('Refused');
    expect(rules(judgement)).toEqual(['unknown-person', 'stale', 'expired', 'counter']);
  });

  test('issued in the future, beyond what clocks differ by', () => {
    const at = (ms: number) => ({ issued_at: instant(ms), expires_at: instant(ms + DAY_MS) });
    expect(rules(judged(signed('plan', at(NOW_MS + 299_000))))).toEqual([]);
    expect(rules(judged(signed('plan', at(NOW_MS + 301_000))))).toEqual(['not-yet']);
  });

  test('a clock behind its own records: nothing that depends on time is taken, and a withdrawal is', () => {
    const setBack = { latestKnownMs: NOW_MS, nowMs: NOW_MS - 365 * DAY_MS };
    for (const kind of DOWN_KINDS)
      expect(rules(judged(signed(kind), setBack)), kind).toEqual(kind === 'withdrawal' ? [] : ['clock']);
    const later = { issued_at: instant(NOW_MS + DAY_MS), expires_at: instant(NOW_MS + 2 * DAY_MS) };
    expect(rules(judged(signed('withdrawal', later), setBack))).toEqual([]);
    expect(rules(judged(signed('plan', later), setBack))).toEqual(['clock', 'not-yet']);
  });

  test('times that cannot be meant', () => {
    expect(rules(judged(signed('plan', { expires_at: '2026-13-45T00:00:00Z' })))).toEqual(['form']);
  });
});

test('every change of one bit of any message is turned away', () => {
  const all = DOWN_KINDS.map((kind) => signed(kind));
  const flipped = fc.tuple(fc.constantFrom(...all), fc.nat(), fc.nat(7));
  fc.assert(
    fc.property(flipped, ([message, at, bit]) => {
      const payload = Uint8Array.from(bytesOf(message));
      payload[at % payload.length]! ^= 1 << bit;
      expect(judge(topicOf(message), payload, context).kind).toBe('TurnedAway');
    }),
    { seed: SEED, numRuns: 400 },
  );
  const message = signed('message');
  const payload = Uint8Array.from(bytesOf(message));
  for (let i = 0; i < payload.length * 8; i++) {
    payload[i >> 3]! ^= 1 << (i & 7);
    expect(judge(topicOf(message), payload, context).kind, `bit ${i}`).toBe('TurnedAway');
    payload[i >> 3]! ^= 1 << (i & 7);
  }
});

test('any bytes under any topic are judged, and none are accepted', () => {
  fc.assert(
    fc.property(fc.string(), fc.uint8Array({ maxLength: 200 }), (topic, payload) => {
      expect(judge(topic, payload, context).kind).toBe('TurnedAway');
      expect(judge(`limber/v1/${SITE}/down/x`, payload, context).kind).toBe('TurnedAway');
    }),
    { seed: SEED, numRuns: 200 },
  );
});

test('canonical JSON is that of RFC 8785', () => {
  const value = JSON.parse(
    '{"\\u20ac":"E","\\r":"CR","1":[1e21,0.5,-0,1E2],"b":{"z":null,"a":true},"\\ud83d\\ude00":"x"}',
  );
  expect(canonicalJson(value)).toBe('{"\\r":"CR","1":[1e+21,0.5,0,100],"b":{"a":true,"z":null},"€":"E","😀":"x"}');
});
