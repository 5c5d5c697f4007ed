import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { DeviceConnection } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import { provesLinkKey } from '../../host/connect/link-key-proof.ts';
import { enrolBand } from '../../host/keys/band-enrolment.ts';
import type { StimulationFrame } from '../../protocol/message.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { type BandOnTable, bandOnTable, NEW_KEYS, OLD_KEYS } from './band-on-table.ts';

async function proves(band: BandOnTable, linkKey: Uint8Array): Promise<boolean> {
  const connection = band.connect(linkKey);
  await band.settled(greet(connection, band.clock));
  return (await band.settled(provesLinkKey(connection, band.clock))) !== undefined;
}

const holdFor =
  ({ board, clock }: BandOnTable, heldMs: number) =>
  (): void => {
    board.faults.holdButton(true);
    clock.after(heldMs, () => board.faults.holdButton(false));
  };

describe('a fresh band', () => {
  test('has its keys after one press, and proves the link key', async () => {
    const band = bandOnTable(null);
    const hello = await band.enrol(() => band.clock.after(2000, () => band.board.pressButton()));
    expect(hello).toMatchObject({ enrolled: true, simulated: true });
    expect(await proves(band, NEW_KEYS.link)).toBe(true);
    expect(await proves(band, OLD_KEYS.link)).toBe(false);
  });

  test('keeps nothing where nobody presses within 30 s', async () => {
    const band = bandOnTable(null);
    const beganMs = band.clock.nowMs();
    await expect(band.enrol()).rejects.toMatchObject({ code: 'enrol/not-confirmed' });
    expect(band.clock.nowMs() - beganMs).toBeGreaterThan(30_000);
    expect(await proves(band, NEW_KEYS.link)).toBe(false);
  });

  test('does not count a press from before the keys came: ENROL replayed without a hand does nothing', async () => {
    const band = bandOnTable(null);
    band.clock.advanceBy(3000);
    band.board.pressButton();
    band.clock.advanceBy(200);
    await expect(band.enrol()).rejects.toMatchObject({ code: 'enrol/not-confirmed' });
    expect(await proves(band, NEW_KEYS.link)).toBe(false);
  });
});

describe('an enrolled band', () => {
  test.each([
    ['nobody at the button', 0],
    ['a short press', 80],
    ['a hold of 4 s', 4000],
  ])('keeps its keys with %s', async (_, heldMs) => {
    const band = bandOnTable(OLD_KEYS);
    const enrolling = band.enrol(heldMs === 0 ? undefined : holdFor(band, heldMs));
    await expect(enrolling).rejects.toMatchObject({ code: 'enrol/not-confirmed' });
    expect(await proves(band, OLD_KEYS.link)).toBe(true);
    expect(await proves(band, NEW_KEYS.link)).toBe(false);
  });

  test('takes other keys after a hold of 5 s, and forgets the old ones', async () => {
    const band = bandOnTable(OLD_KEYS);
    expect(await proves(band, OLD_KEYS.link)).toBe(true);
    await band.enrol(holdFor(band, 6000));
    expect(await proves(band, NEW_KEYS.link)).toBe(true);
    expect(await proves(band, OLD_KEYS.link)).toBe(false);
  });
});

test.each(['ARMED', 'RAMPING_UP', 'ACTIVE', 'PAUSED', 'RAMPING_DOWN'] as const)(
  'a band that is %s is not asked at all',
  async (state) => {
    const sent: string[] = [];
    const frame = { state, asks: 'NOTHING', lastCounter: 4, boot: 1 } as StimulationFrame;
    const connection = {
      messages$: of({ kind: 'stimulation', frame, atMs: 0 }),
      send: async ({ kind }) => void sent.push(kind),
    } as Pick<DeviceConnection, 'messages$' | 'send'> as DeviceConnection;
    const { link: linkKey, prescription: prescriptionKey } = NEW_KEYS;
    const params = { connection, timeline: createVirtualClock(), linkKey, prescriptionKey, onAsked: () => {} };
    await expect(enrolBand(params)).rejects.toMatchObject({ code: 'enrol/band-busy' });
    expect(sent).toEqual([]);
  },
);

describe('the proof of a link key', () => {
  test('F48: a band that says a known id and has another key is found out', async () => {
    expect(await proves(bandOnTable(NEW_KEYS), OLD_KEYS.link)).toBe(false);
    expect(await proves(bandOnTable(null), OLD_KEYS.link)).toBe(false);
  });

  test('numbers each challenge above all that the connection has sealed', async () => {
    const band = bandOnTable(OLD_KEYS);
    const connection = band.connect(OLD_KEYS.link);
    await band.settled(greet(connection, band.clock));
    const numbers: number[] = [];
    for (let start = 0; start < 3; start++) {
      expect(await band.settled(provesLinkKey(connection, band.clock))).toMatchObject({ simulated: true });
      numbers.push(connection.sealedUpTo());
    }
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  });
});
