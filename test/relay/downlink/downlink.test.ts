import { describe, expect, test } from 'vitest';
import { payloadHash } from '../../../host/relay/downlink/ack-message.ts';
import { DOWN_KINDS } from '../../../host/relay/downlink/down-message.ts';
import type { DownEffect } from '../../../host/relay/downlink/downlink.ts';
import { markRead, planOf, settingsOf, unreadMessages } from '../../../host/relay/downlink/standing.ts';
import {
  ANNA,
  BODIES,
  bytesOf,
  DEVICE,
  instant,
  NOW_MS,
  PERSON,
  prescriptionOf,
  SITE,
  STRANGER,
  signed,
  topicOf,
} from './down-samples.ts';
import { downlinkRig } from './downlink-rig.ts';

const chain = (rig: ReturnType<typeof downlinkRig>, person = PERSON) =>
  rig.store.audit.of(person, ['downlink']).map(({ document, by }) => ({ by, ...(document as object) }));

describe('an accepted message', () => {
  test('is stored, on record and answered, and its effect is told', () => {
    const rig = downlinkRig();
    const effects: DownEffect[] = [];
    rig.downlink.onEffect((effect) => effects.push(effect));
    for (const kind of DOWN_KINDS) rig.send(signed(kind));
    expect(rig.acks().map(({ verdict, reasons }) => [verdict, reasons])).toEqual(
      DOWN_KINDS.map(() => ['accepted', []]),
    );
    expect(effects).toEqual([
      { kind: 'prescription', person: PERSON, device: DEVICE },
      { kind: 'withdrawal', person: PERSON, device: DEVICE },
      { kind: 'plan', person: PERSON },
      { kind: 'message', person: PERSON },
      { kind: 'configuration', person: '' },
    ]);
    expect(chain(rig)).toMatchObject([
      { by: `clinician:${ANNA.public.id}`, what: 'received', kind: 'prescription', verdict: 'accepted' },
      { kind: 'withdrawal' },
      { kind: 'plan' },
      { kind: 'message' },
    ]);
    expect(chain(rig, '')).toMatchObject([{ kind: 'configuration' }]);
    expect(rig.store.audit.verify().intact).toBe(true);
  });

  test('says in its answer what it answers, and nothing of a person', () => {
    const rig = downlinkRig();
    const message = signed('message');
    rig.send(message);
    expect(rig.acks()).toEqual([
      {
        schema: 'limber/ack/1',
        message_id: expect.stringMatching(`^ack-${message.message_id}-[0-9a-f]{8}$`),
        simulated: true,
        site: SITE,
        of: message.message_id,
        of_sha256: payloadHash(bytesOf(message)),
        verdict: 'accepted',
        reasons: [],
        at: new Date(NOW_MS).toISOString(),
      },
    ]);
  });

  test('lies sealed on disk: no word of it can be read there', () => {
    const rig = downlinkRig();
    rig.send(signed('message', { body: { text: 'Rest your knee' } }));
    const { document } = rig.store.database.sql.prepare('SELECT document FROM inbox').get()!;
    expect(Buffer.from(document as Uint8Array).includes('Rest your knee')).toBe(false);
  });
});

describe('a prescription', () => {
  test('is in force once its own signature, its limits and its band were looked at', () => {
    const rig = downlinkRig();
    rig.send(signed('prescription'));
    expect(rig.store.prescriptions.inForce({ device: DEVICE, person: PERSON })).toMatchObject({ revision: 1 });
  });

  test.each([
    ['nobody signed', { prescription: { ...prescriptionOf(1), signature: prescriptionOf(2).signature } }, 'tampered'],
    ['for another person', { prescription: prescriptionOf(1, { person: 'p-8' }) }, 'other-person'],
    ['for a band of another gateway', { prescription: { ...prescriptionOf(1) } }, 'unknown-device'],
    ['beyond a limit', { prescription: prescriptionOf(1, { level_ua: 90_000, ceiling_ua: 90_000 }) }, ''],
  ])('%s is refused with the reason, and nothing is in force', (what, body, rule) => {
    const rig = downlinkRig(what.includes('gateway') ? { knowsDevice: () => false } : {});
    rig.send(signed('prescription', { body }));
    const [ack] = rig.acks();
    expect(ack?.verdict).toBe('refused');
    expect(ack?.reasons.map((reason) => reason.rule).join()).toContain(rule);
    expect(rig.store.prescriptions.accepted()).toEqual([]);
  });

  test('an earlier revision, or another content under the same one, is refused', () => {
    const rig = downlinkRig();
    rig.send(signed('prescription', { body: { prescription: prescriptionOf(2) } }));
    rig.send(signed('prescription', { body: { prescription: prescriptionOf(1) } }));
    rig.send(signed('prescription', { body: { prescription: prescriptionOf(2, { level_ua: 10_000 }) } }));
    expect(rig.acks().map(({ verdict }) => verdict)).toEqual(['accepted', 'refused', 'refused']);
    expect(rig.store.prescriptions.inForce({ device: DEVICE })?.revision).toBe(2);
  });

  test('is withdrawn once, by its very revision and for its person only', () => {
    const rig = downlinkRig({ people: [PERSON, 'p-8'] });
    const inForce = () => rig.store.prescriptions.inForce({ device: DEVICE });
    rig.send(signed('prescription'));
    rig.send(signed('withdrawal', { person: 'p-8' }));
    rig.send(signed('withdrawal', { body: { ...BODIES.withdrawal, revision: 2 } }));
    expect(inForce()).not.toBeNull();
    rig.send(signed('withdrawal'));
    expect(inForce()).toBeNull();
    rig.send(signed('withdrawal'));
    expect(rig.acks().map(({ verdict }) => verdict)).toEqual(['accepted', 'refused', 'refused', 'accepted', 'refused']);
  });
});

test('the latest plan, and the latest word of each setting, count', () => {
  const rig = downlinkRig();
  rig.send(signed('plan'));
  rig.send(signed('plan', { body: { exercise: 'knee-extension' } }));
  rig.send(signed('plan', { body: { exercise: 'no-such-thing' } }));
  rig.send(signed('configuration'));
  rig.send(signed('configuration', { body: { rest_s: 10 } }));
  expect(planOf(rig.store.database, PERSON)).toEqual({ exercise: 'knee-extension' });
  expect(planOf(rig.store.database, 'p-8')).toBeNull();
  expect(settingsOf(rig.store.database)).toEqual({ cue_policy: 'confidence', rest_s: 10 });
});

test('a message waits until it is read or has expired', () => {
  const rig = downlinkRig();
  const first = signed('message');
  rig.send(first);
  rig.send(signed('message', { body: { text: 'second' }, expires_at: instant(NOW_MS + 1000) }));
  const texts = (nowMs: number) => unreadMessages(rig.store, PERSON, nowMs).map(({ text }) => text);
  expect(texts(NOW_MS)).toEqual([BODIES.message.text, 'second']);
  expect(texts(NOW_MS + 1000)).toEqual([BODIES.message.text]);
  expect(markRead(rig.store, 'p-8', first.message_id, NOW_MS)).toBe(false);
  expect(markRead(rig.store, PERSON, first.message_id, NOW_MS)).toBe(true);
  expect(markRead(rig.store, PERSON, first.message_id, NOW_MS)).toBe(false);
  expect(texts(NOW_MS)).toEqual(['second']);
});

describe('what came before', () => {
  test('is answered with the same verdict again, byte by byte, and changes nothing', () => {
    const rig = downlinkRig();
    const [good, bad] = [signed('plan'), signed('plan', { body: { exercise: 'no-such-thing' } })];
    rig.send(good);
    rig.send(bad);
    const [first, state, head] = [rig.acks(), rig.state(), rig.store.audit.head().records];
    rig.store.database.sql.exec('DELETE FROM outbox');
    rig.clock.nowMs += 3_600_000;
    rig.send(good);
    rig.send(bad);
    expect(rig.acks()).toEqual(first);
    expect(rig.state()).toBe(state);
    // How many came again is one record, not one for each.
    expect(rig.store.audit.head().records).toBe(head + 1);
  });

  test('stays known when its person was forgotten, and is not taken again', () => {
    const rig = downlinkRig();
    const message = signed('plan');
    rig.send(message);
    const { sql, seals } = rig.store.database;
    const forgotten = seals.sealJson('', ['inbox', 'document', message.message_id], null);
    sql.prepare("UPDATE inbox SET person = '', document = ?").run(forgotten);
    rig.send(message);
    expect(planOf(rig.store.database, PERSON)).toBeNull();
    expect(rig.acks()).toHaveLength(1);
  });

  test('is not overwritten by another content under its id, signed or not', () => {
    const rig = downlinkRig();
    const first = signed('plan');
    rig.send(first);
    const state = rig.state();
    rig.send(signed('plan', { message_id: first.message_id, body: { exercise: 'knee-extension' } }));
    rig.send({ ...first, signature: signed('message').signature });
    expect(rig.state()).toBe(state);
    expect(rig.acks()).toHaveLength(1);
    expect(planOf(rig.store.database, PERSON)?.exercise).toBe('heel-slide');
  });

  test('an earlier message that comes later, and one that was refused, are refused: counters only rise', () => {
    const rig = downlinkRig();
    const [first, second] = [signed('plan'), signed('plan', { body: { exercise: 'no-such-thing' } })];
    rig.send(second);
    rig.send(first);
    expect(rig.acks().map(({ reasons }) => reasons.map(({ rule }) => rule))).toEqual([
      ['unknown-exercise'],
      ['counter'],
    ]);
  });
});

describe('a stranger who can publish', () => {
  test('causes few answers, few records and no rows, however much they send', () => {
    const rig = downlinkRig();
    const before = rig.store.audit.head().records;
    for (let i = 0; i < 3000; i++)
      rig.downlink.receive(`limber/v1/${SITE}/down/x-${i}`, Buffer.from(i % 2 ? '{}' : 'garbage'));
    expect(rig.acks()).toHaveLength(20);
    expect(rig.store.audit.head().records).toBe(before + 1);
    rig.downlink.close();
    expect(chain(rig, '').at(-1)).toMatchObject({ what: 'turned-away', counts: { 'too-many': 2500 } });
    expect(rig.state()).toBe(downlinkRig().state());
  });

  test('cannot answer for a clinician: what comes under the same id has an answer of its own', () => {
    const rig = downlinkRig();
    const message = signed('plan');
    rig.downlink.receive(topicOf(message), Buffer.from('garbage'));
    rig.send(message);
    const [toStranger, toClinician] = rig.acks();
    expect(toStranger).toMatchObject({ of: message.message_id, verdict: 'refused' });
    expect(toClinician).toMatchObject({ of: message.message_id, verdict: 'accepted' });
    expect(toClinician?.of_sha256).toBe(payloadHash(bytesOf(message)));
    expect(toStranger?.of_sha256).not.toBe(toClinician?.of_sha256);
    expect(toStranger?.message_id).not.toBe(toClinician?.message_id);
  });

  test('forges nothing: what they sign is answered with why', () => {
    const rig = downlinkRig();
    rig.send(signed('message', { signer: STRANGER.public.id }, STRANGER));
    rig.send(signed('message', {}, STRANGER));
    expect(rig.acks().map(({ reasons }) => reasons[0]?.rule)).toEqual(['unknown-signer', 'signature']);
    expect(unreadMessages(rig.store, PERSON, NOW_MS)).toEqual([]);
  });

  test('learns no pseudonym, and makes nobody a key of records', () => {
    const rig = downlinkRig();
    rig.send(signed('message', { person: 'p-99' }, STRANGER));
    expect(JSON.stringify(rig.acks())).not.toContain('p-99');
    rig.send(signed('message', { person: 'p-99' }));
    expect(
      rig
        .acks()
        .at(-1)
        ?.reasons.map(({ rule }) => rule),
    ).toEqual(['unknown-person']);
    expect(rig.store.database.sql.prepare("SELECT count(*) AS n FROM data_key WHERE person = 'p-99'").get()).toEqual({
      n: 0,
    });
  });

  test('after a while there is time for a clinician again', () => {
    const rig = downlinkRig();
    for (let i = 0; i < 600; i++) rig.downlink.receive(`limber/v1/${SITE}/down/x`, Buffer.from('garbage'));
    rig.send(signed('plan'));
    expect(planOf(rig.store.database, PERSON)).toBeNull();
    rig.clock.upMs += 100;
    rig.send(signed('plan'));
    expect(planOf(rig.store.database, PERSON)).not.toBeNull();
  });
});

test('where it cannot be stored nothing of it is, the broker keeps it, and later it is taken once', () => {
  const rig = downlinkRig();
  const { sql } = rig.store.database;
  const message = signed('prescription');
  const state = rig.state();
  sql.exec("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  expect(() => rig.downlink.receive(topicOf(message), bytesOf(message))).toThrow();
  expect(rig.state()).toBe(state);
  sql.exec('DROP TRIGGER full');
  rig.send(message);
  rig.send(message);
  expect(rig.acks()).toHaveLength(1);
  expect(rig.store.prescriptions.accepted()).toHaveLength(1);
});

test('a clock that was set back is noticed by what came before, in a later process too', () => {
  const rig = downlinkRig();
  rig.send(signed('plan'));
  const again = downlinkRig({ store: rig.store });
  again.clock.nowMs = NOW_MS - 400_000_000;
  again.send(signed('message'));
  expect(
    again
      .acks()
      .at(-1)
      ?.reasons.map(({ rule }) => rule),
  ).toEqual(['clock']);
});
