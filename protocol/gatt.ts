import type { Channel } from './link.ts';

/**
 * The project's own GATT service; never the Nordic UART, where one byte 0x03 stops the interpreter. All UUIDs share one
 * base (they differ in bytes 3 and 4), because a SoftDevice has room for few bases.
 */
export const SERVICE_UUID = '6c690001-6d62-4572-9b1e-2f7d3a8c5e41';

export const CHARACTERISTIC_UUIDS: { readonly [channel in Channel]: string } = {
  info: '6c690002-6d62-4572-9b1e-2f7d3a8c5e41',
  motion: '6c690003-6d62-4572-9b1e-2f7d3a8c5e41',
  stim: '6c690004-6d62-4572-9b1e-2f7d3a8c5e41',
  log: '6c690005-6d62-4572-9b1e-2f7d3a8c5e41',
  status: '6c690006-6d62-4572-9b1e-2f7d3a8c5e41',
  command: '6c690007-6d62-4572-9b1e-2f7d3a8c5e41',
};

export const channelOf = (uuid: string): Channel | undefined =>
  (Object.keys(CHARACTERISTIC_UUIDS) as Channel[]).find((channel) => CHARACTERISTIC_UUIDS[channel] === uuid);
