import { SERVICE_UUID } from '../../protocol/gatt.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { createAttServer } from '../../sim/radio/att-server.ts';
import { gattTableOf } from '../../sim/radio/gatt-table.ts';
import { createH4Reader, encodeH4 } from '../../sim/radio/h4.ts';
import { createController } from '../../sim/radio/hci-controller.ts';
import { createL2capJoiner, cutL2cap } from '../../sim/radio/l2cap.ts';
import type { RadioPeripheral } from '../../sim/radio/peripheral.ts';
import type { FuzzTarget } from './fuzz.ts';
import { INPUT_BYTES_MAX } from './mutation.ts';

/** What the simulated controller does with what a host, or somebody at its serial line, sends. */

const ATT_REQUESTS = [
  [0x02, 0, 1],
  [0x04, 1, 0, 0xff, 0xff],
  [0x06, 1, 0, 0xff, 0xff, 0, 0x28, 0x0a, 0x18],
  [0x08, 1, 0, 0xff, 0xff, 3, 0x28],
  [0x0a, 3, 0],
  [0x0c, 3, 0, 2, 0],
  [0x10, 1, 0, 0xff, 0xff, 0, 0x28],
  [0x12, 20, 0, 1, 0],
  [0x16, 20, 0, 0, 0, 1, 2, 3],
  [0x18, 1],
  [0x52, 20, 0, 1, 2, 3],
].map((bytes) => Uint8Array.from(bytes));

const HANDLE = 0x40;
const command = (code: number, ...payload: number[]): Uint8Array =>
  encodeH4({ kind: 'command', code, payload: Uint8Array.from(payload) });
const RESET = command(0x0c03);
const ADDRESS = [1, 0, 0, 0xee, 0xff, 0xc0];
const CONNECT = command(0x200d, 0x60, 0, 0x30, 0, 0, 1, ...ADDRESS, 0, 24, 0, 40, 0, 0, 0, 200, 0, 0, 0, 0, 0);
const overAcl = (payload: Uint8Array): Uint8Array[] =>
  cutL2cap(HANDLE, { channel: 4, payload }, 27).map((packet) => encodeH4(packet));
const HOST_SAYS = [
  RESET,
  command(0x0c01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f),
  command(0x1009),
  command(0x200b, 1, 0x10, 0, 0x10, 0, 0, 0),
  command(0x200c, 1, 0),
  CONNECT,
  command(0x200e),
  command(0x0406, HANDLE, 0, 0x13),
  command(0x1405, HANDLE, 0),
  command(0x2013, HANDLE, 0, 12, 0, 24, 0, 0, 0, 200, 0, 0, 0, 0, 0),
  command(0x2022, HANDLE, 0, 251, 0, 0x48, 8),
  ...ATT_REQUESTS.flatMap(overAcl),
];

const band = (): RadioPeripheral => ({
  address: 'c0:ff:ee:00:00:01',
  name: 'band',
  payloadBytes: 50,
  signalDbm: () => -60,
  advertises: () => true,
  advertisingMs: () => 100,
  advertised: () => [SERVICE_UUID],
  connect: () => {},
  disconnect: () => {},
  write: () => {},
  read: () => new Uint8Array(50),
  standard: () => Uint8Array.of(90),
  onNotify: () => () => {},
  onVanish: () => () => {},
});

const h4: FuzzTarget = {
  name: 'radio: h4',
  valid: HOST_SAYS,
  givesMost: 2 * INPUT_BYTES_MAX,
  begin: () => {
    let read = createH4Reader();
    let taken = 0;
    return {
      take: (input) => {
        // One that claims to be long waits for as much as a packet can have; then it goes on.
        if (taken++ % 50 === 0) read = createH4Reader();
        return read(input).reduce((sum, { payload }) => sum + payload.length, 0);
      },
      understands: () => {
        for (let i = 0; i < 1_100; i++) read(Uint8Array.of(0));
        return read(RESET).at(-1)?.code === 0x0c03;
      },
    };
  },
};

const l2cap: FuzzTarget = {
  name: 'radio: l2cap',
  valid: ATT_REQUESTS.flatMap((payload) => cutL2cap(HANDLE, { channel: 4, payload }, 5)).map(({ payload }) => payload),
  givesMost: 521,
  begin: () => {
    const join = createL2capJoiner();
    let turn = 0;
    return {
      take: (payload) =>
        join({ kind: 'acl', code: HANDLE | ((turn++ % 3 === 0 ? 2 : 1) << 12), payload })?.payload.length ?? 0,
      understands: () =>
        cutL2cap(HANDLE, { channel: 4, payload: ATT_REQUESTS[1]! }, 27).map(join).at(-1)?.channel === 4,
    };
  },
};

const att: FuzzTarget = {
  name: 'radio: att',
  valid: ATT_REQUESTS,
  givesMost: 517,
  begin: () => {
    const server = createAttServer(gattTableOf(band()), 244);
    server.encrypt();
    return {
      take: (request) => server.answer(request)?.length ?? 0,
      understands: () => server.answer(Uint8Array.of(0x0a, 3, 0))?.[0] === 0x0b,
    };
  },
};

const controller: FuzzTarget = {
  name: 'radio: controller',
  valid: HOST_SAYS,
  givesMost: 64 * INPUT_BYTES_MAX,
  begin: () => {
    const clock = createVirtualClock(0);
    const obeying = createController({ timeline: clock, peripherals: [band()] });
    let given = 0;
    let last: Uint8Array | undefined;
    obeying.onSend((bytes) => {
      given += bytes.length;
      last = bytes;
    });
    const take = (input: Uint8Array): number => {
      given = 0;
      obeying.receive(input);
      clock.advanceBy(5);
      return given;
    };
    return {
      take,
      understands: () => {
        obeying.abandon();
        obeying.receive(RESET);
        return last?.[0] === 4 && last[1] === 0x0e;
      },
    };
  },
};

export const RADIO_TARGETS: readonly FuzzTarget[] = [h4, l2cap, att, controller];
