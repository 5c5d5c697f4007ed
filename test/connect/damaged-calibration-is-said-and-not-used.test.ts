import { Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { askCalibration } from '../../host/connect/band-calibration.ts';
import type { DeviceConnection, DeviceMessage } from '../../host/connect/device-connection.ts';
import { encodeCalibration } from '../../protocol/calibration.ts';
import { crc32 } from '../../protocol/crc32.ts';
import type { Hello } from '../../protocol/message.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { passUntil } from '../virtual-time.ts';

const GOOD = encodeCalibration({ madeAtS: 1, gyro: { biasRadS: [0.001, 0, 0], sigmaRadS: 1e-5 } });
const bent = (at: number): Uint8Array => GOOD.map((byte, i) => (i === at ? byte ^ 16 : byte));

/** What a band answers to each question: these bytes, or nothing. */
async function answered(tag: number, answers: readonly (Uint8Array | null)[]) {
  const clock = createVirtualClock();
  const messages$ = new Subject<DeviceMessage>();
  let asked = 0;
  const connection = {
    messages$,
    send: async () => {
      const data = answers[asked++] ?? null;
      if (data)
        clock.after(20, () => messages$.next({ kind: 'calibration', calibration: { data }, atMs: clock.nowMs() }));
    },
  } as unknown as DeviceConnection;
  const answer = askCalibration(connection, clock, { calibrationTag: tag } as Hello);
  return { answer: await passUntil(clock, answer), asked };
}

test('a band that has none is not asked', async () => {
  expect(await answered(0, [])).toEqual({ answer: { kind: 'none' }, asked: 0 });
});

test('what is whole is used', async () => {
  const { answer } = await answered(crc32(GOOD), [GOOD]);
  expect(answer).toMatchObject({ kind: 'found', found: { bytes: GOOD, calibration: { madeAtS: 1 } } });
});

test('an answer that was lost or bent on the way is asked for again', async () => {
  const { answer, asked } = await answered(crc32(GOOD), [null, bent(9), GOOD]);
  expect({ kind: answer.kind, asked }).toEqual({ kind: 'found', asked: 3 });
});

test('damaged in the band: another checksum each time', async () => {
  const { answer } = await answered(crc32(GOOD), Array(9).fill(bent(30)));
  expect(answer).toEqual({ kind: 'lacking', why: 'it is damaged: its checksum is another' });
});

test('a band that says it has one and never tells it', async () => {
  expect((await answered(crc32(GOOD), [])).answer).toEqual({ kind: 'lacking', why: 'the band did not tell it' });
});

test('a layout of a later version', async () => {
  const later = GOOD.map((byte, i) => (i === 0 ? 2 : byte));
  const { answer } = await answered(crc32(later), Array(9).fill(later));
  expect(answer).toEqual({ kind: 'lacking', why: 'its layout is version 2, known is version 1' });
});

test('whole, with numbers no sensor has', async () => {
  const wild = GOOD.slice();
  new DataView(wild.buffer).setFloat32(8, 3, true);
  const { answer } = await answered(crc32(wild), Array(9).fill(wild));
  expect(answer).toEqual({ kind: 'lacking', why: 'its rate at rest is more than any gyroscope has' });
});
