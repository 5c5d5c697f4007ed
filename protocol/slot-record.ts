/**
 * Which of the two firmware images of a band runs, in flash: two files written in turn, each behind its CRC-32, so that a cut in the
 * middle of a write leaves the other. Loader, update service and whoever flashes by cable share this; in the Espruino subset, and as
 * a list of numbers, because a build shortens names.
 */
export type SlotRecord = number[];

export const IMAGE_FILES: readonly string[] = ['limber.a', 'limber.b'];
const RECORD_FILES: readonly string[] = ['limber.slot', 'limber.slo2'];

/** Places in a record. What it counts up by, so that the younger of two is known. */
export const COUNT = 0;
/** Index of the image that runs. */
export const RUNS = 1;
export const STANDING = 2;
/** Bytes and CRC-32 of image 0; two places on, those of image 1. No bytes: that image is not to be run. */
export const IMAGES = 3;

/** What is in the place STANDING. It was told HEALTHY, or came by cable. */
export const PROVEN = 0;
/** Installed, and not started yet. */
export const INSTALLED = 1;
/** Started once. What starts again so was not told HEALTHY. */
export const ON_TRIAL = 2;
/** The image before it could not begin; if this one cannot either, none is tried before power was gone. */
export const LAST_RESORT = 3;
export const NONE_BEGINS = 4;

export type Crc32OfText = (text: string) => number;
export type ReadFile = (name: string) => string | undefined;

function parseRecord(text: string | undefined, crc32: Crc32OfText): SlotRecord | null {
  if (!text) return null;
  const json = text.slice(text.indexOf(' ') + 1);
  // The CRC of nothing is 0, which "0 " says.
  return json && text === crc32(json) + ' ' + json ? (JSON.parse(json) as SlotRecord) : null;
}

/** The younger of the two that are whole; null where neither is. */
export function readSlotRecord(read: ReadFile, crc32: Crc32OfText): SlotRecord | null {
  const first = parseRecord(read(RECORD_FILES[0]!), crc32);
  const second = parseRecord(read(RECORD_FILES[1]!), crc32);
  if (!first || !second) return first || second;
  return first[COUNT]! > second[COUNT]! ? first : second;
}

/** Counts the record up. It goes where the one in force is not. */
export function nextSlotFile(record: SlotRecord): string {
  record[COUNT]!++;
  return RECORD_FILES[record[COUNT]! & 1]!;
}

export function slotRecordText(record: SlotRecord, crc32: Crc32OfText): string {
  const json = JSON.stringify(record);
  return crc32(json) + ' ' + json;
}
