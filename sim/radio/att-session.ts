import { ATT_ERROR, type AttRefusal, refusal } from './att-codes.ts';
import type { Attribute, GattTable } from './gatt-table.ts';

/** One connection's view of a table. */
export interface AttSession {
  readonly table: GattTable;
  /** What one of the band's packets has room for. */
  readonly payloadBytes: number;
  /** Values whose notifications the host asked for. */
  readonly subscribed: Set<number>;
  readonly prepared: PreparedWrite[];
  mtu: number;
  isEncrypted: boolean;
}

export interface PreparedWrite {
  readonly row: Attribute;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const SWITCH_BYTES = 2;

export function rowAt({ table }: AttSession, handle: number): Attribute | AttRefusal {
  return table.attributes[handle - 1] ?? refusal(ATT_ERROR.invalidHandle, handle);
}

export const isShut = (session: AttSession, row: Attribute): boolean => row.isGuarded === true && !session.isEncrypted;

export function readRow(session: AttSession, row: Attribute): Uint8Array | AttRefusal {
  if (row.switches !== undefined) return Uint8Array.of(session.subscribed.has(row.switches) ? 1 : 0, 0);
  if (!row.read) return refusal(ATT_ERROR.readNotPermitted, row.handle);
  if (isShut(session, row)) return refusal(ATT_ERROR.notEncrypted, row.handle);
  return row.read();
}

/** @returns why not, or undefined */
export function writeRow(session: AttSession, row: Attribute, bytes: Uint8Array): AttRefusal | undefined {
  const mostBytes = row.write ? session.payloadBytes : SWITCH_BYTES;
  if (!row.write && row.switches === undefined) return refusal(ATT_ERROR.writeNotPermitted, row.handle);
  if (isShut(session, row)) return refusal(ATT_ERROR.notEncrypted, row.handle);
  if (bytes.length > mostBytes) return refusal(ATT_ERROR.tooLong, row.handle);
  row.write?.(bytes);
  if (row.switches === undefined) return undefined;
  if ((bytes[0] ?? 0) & 1) session.subscribed.add(row.switches);
  else session.subscribed.delete(row.switches);
  return undefined;
}
