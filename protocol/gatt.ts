import type { Channel } from './link.ts';

/**
 * The project's own GATT service; never the Nordic UART, where one byte 0x03 stops the interpreter. All UUIDs share one
 * base and differ in one digit, because a SoftDevice has room for few bases.
 * @param number 1 is the service, 2 to 7 the channels.
 */
export function uuidOf(number: number): string {
  return '6c69000' + number + '-6d62-4572-9b1e-2f7d3a8c5e41';
}

export const SERVICE_UUID = /* @__PURE__ */ uuidOf(1);

export const CHARACTERISTIC_UUIDS: { readonly [channel in Channel]: string } = {
  info: /* @__PURE__ */ uuidOf(2),
  motion: /* @__PURE__ */ uuidOf(3),
  stim: /* @__PURE__ */ uuidOf(4),
  log: /* @__PURE__ */ uuidOf(5),
  status: /* @__PURE__ */ uuidOf(6),
  command: /* @__PURE__ */ uuidOf(7),
};

export const channelOf = (uuid: string): Channel | undefined =>
  (Object.keys(CHARACTERISTIC_UUIDS) as Channel[]).find((channel) => CHARACTERISTIC_UUIDS[channel] === uuid);
