import { ATT, ATT_ERROR, type AttRefusal, isRefusal, refusal } from './att-codes.ts';
import { type AttSession, readRow } from './att-session.ts';
import { type Attribute, PRIMARY_SERVICE, uuidBytes } from './gatt-table.ts';
import { le16, u16 } from './h4.ts';

type Answer = Uint8Array | AttRefusal;

export function readByGroup(session: AttSession, request: Uint8Array): Answer {
  if (!sameBytes(request.subarray(5), uuidBytes(PRIMARY_SERVICE))) return refusal(ATT_ERROR.unsupportedGroup);
  return list(session, request, (row) => [...le16(row.handle), ...le16(row.endHandle)]);
}

export const readByType = (session: AttSession, request: Uint8Array): Answer =>
  list(session, request, (row) => le16(row.handle));

/** Rows of the type asked for, as many of one length as fit. */
function list(session: AttSession, request: Uint8Array, head: (row: Attribute) => readonly number[]): Answer {
  const type = request.subarray(5);
  const chosen = between(session, request).filter((row) => sameBytes(row.type, type));
  const entries: number[][] = [];
  for (const row of chosen) {
    const value = readRow(session, row);
    if (isRefusal(value)) {
      if (entries.length === 0) return value;
      break;
    }
    const entry = [...head(row), ...value].slice(0, session.mtu - 2);
    const bytes = (entries.length + 1) * entry.length;
    if (entry.length !== (entries[0] ?? entry).length || bytes > session.mtu - 2) break;
    entries.push(entry);
  }
  if (entries.length === 0) return refusal(ATT_ERROR.notFound, u16(request, 1));
  return Uint8Array.from([request[0]! + 1, entries[0]!.length, ...entries.flat()]);
}

const [SHORT_UUIDS, LONG_UUIDS] = [1, 2];

export function findInformation(session: AttSession, request: Uint8Array): Answer {
  const rows = between(session, request);
  const first = rows[0];
  if (!first) return refusal(ATT_ERROR.notFound, u16(request, 1));
  const most = Math.floor((session.mtu - 2) / (2 + first.type.length));
  const others = rows.findIndex(({ type }) => type.length !== first.type.length);
  const told = rows.slice(0, others < 0 ? most : Math.min(most, others));
  const format = first.type.length === 2 ? SHORT_UUIDS : LONG_UUIDS;
  return Uint8Array.from([
    ATT.findInformation + 1,
    format,
    ...told.flatMap(({ handle, type }) => [...le16(handle), ...type]),
  ]);
}

export function findByTypeValue(session: AttSession, request: Uint8Array): Answer {
  const [type, wanted] = [request.subarray(5, 7), request.subarray(7)];
  const found = between(session, request).filter((row) => {
    const value = sameBytes(row.type, type) ? readRow(session, row) : undefined;
    return value !== undefined && !isRefusal(value) && sameBytes(value, wanted);
  });
  if (found.length === 0) return refusal(ATT_ERROR.notFound, u16(request, 1));
  const most = Math.floor((session.mtu - 1) / 4);
  const told = found.slice(0, most).flatMap(({ handle, endHandle }) => [...le16(handle), ...le16(endHandle)]);
  return Uint8Array.from([ATT.findByTypeValue + 1, ...told]);
}

function between({ table }: AttSession, request: Uint8Array): readonly Attribute[] {
  const [from, to] = [u16(request, 1), u16(request, 3)];
  return table.attributes.filter(({ handle }) => handle >= from && handle <= to);
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
