import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planOf, settingsOf, unreadMessages } from '../../../host/relay/downlink/standing.ts';
import { SEED } from '../../seeded.ts';
import { DEVICE, NOW_MS, PERSON, prescriptionOf, signed } from './down-samples.ts';
import { type DownlinkRig, downlinkRig } from './downlink-rig.ts';

/** By rising counter. */
const MESSAGES = [
  signed('plan'),
  signed('prescription'),
  signed('message'),
  signed('configuration'),
  signed('prescription', { body: { prescription: prescriptionOf(2) } }),
  signed('withdrawal', {
    body: { device: DEVICE, prescription: prescriptionOf(2).prescription.id, revision: 2, reason: 'rash' },
  }),
  signed('plan', { body: { exercise: 'knee-extension' } }),
  signed('configuration', { body: { rest_s: 10 } }),
];

/** What any of it is for. */
const meaning = ({ store }: DownlinkRig) => ({
  plan: planOf(store.database, PERSON),
  settings: settingsOf(store.database),
  unread: unreadMessages(store, PERSON, NOW_MS),
  inForce: store.prescriptions.inForce({ device: DEVICE })?.revision,
  accepted: store.prescriptions.accepted().map(({ revision }) => revision),
});

const deliver = (rig: DownlinkRig, order: readonly number[]): DownlinkRig => {
  for (const i of order) rig.send(MESSAGES[i]!);
  return rig;
};

/** Each only the first time, and only where nothing later came before. */
const rising = (order: readonly number[]): number[] =>
  order.filter((i, at) => order.slice(0, at).every((before) => before < i));

test('in any order, any number of times: only what is later than all before counts, and a replay changes nothing', () => {
  const orders = fc.array(fc.nat(MESSAGES.length - 1), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(orders, orders, (order, again) => {
      const rig = deliver(downlinkRig(), order);
      const before = meaning(rig);
      expect(before).toEqual(meaning(deliver(downlinkRig(), rising(order))));
      const rows = rig.state();
      deliver(
        rig,
        again.filter((i) => order.includes(i)),
      );
      expect([rig.state(), meaning(rig)]).toEqual([rows, before]);
      expect(rig.store.audit.verify().intact).toBe(true);
    }),
    { seed: SEED, numRuns: 5 },
  );
}, 30_000);
