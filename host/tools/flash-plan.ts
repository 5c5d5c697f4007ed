import { crc32 } from '../../protocol/crc32.ts';
import {
  IMAGE_FILES,
  IMAGES,
  nextSlotFile,
  PROVEN,
  RUNS,
  type SlotRecord,
  STANDING,
  slotRecordText,
} from '../../protocol/slot-record.ts';
import type { FlashBoard } from './flash-boards.ts';
import { type FirmwareImages, type FirmwareRole, MODULE_FILES, type ModuleImage } from './flash-images.ts';

/** Length and CRC-32 of a file on the band. */
export interface StoredFile {
  readonly bytes: number;
  readonly crc32: number;
}

/** What a band told of itself before anything was written. */
export interface BandFacts {
  /** The greatest file that still fits without tidying up, in bytes. */
  readonly freeBytes: number;
  readonly files: ReadonlyMap<string, StoredFile>;
  readonly slots: SlotRecord | null;
  /** Of the firmware it would start; null where none is stored. */
  readonly role: FirmwareRole | null;
  /** A stim band's key or account is stored, whatever it runs. */
  readonly wasStim: boolean;
}

export interface Upload {
  readonly name: string;
  /** Where it is in the end. */
  readonly place: string;
  readonly bytes: string;
  /** Is there already, from a flash that was interrupted, or from this very firmware. */
  readonly stored: boolean;
}

/** The switch: done by the band itself in one go, so that a cable pulled at any time finds it done or not begun. */
export interface Switch {
  readonly copies: readonly { readonly from: string; readonly to: string }[];
  readonly record: { readonly name: string; readonly text: string };
  readonly erased: readonly string[];
}

export interface FlashPlan {
  readonly slot: string;
  /** Into places that the firmware in force does not read. */
  readonly uploads: readonly Upload[];
  readonly switch: Switch;
  /** What is stored when all is done. */
  readonly expected: ReadonlyMap<string, StoredFile>;
  readonly bytesNeeded: number;
}

export const LOADER_FILE = '.bootcde';
/** Where what the firmware in force reads waits for the switch: one for the loader, one for each module. */
const STAGED: readonly string[] = [LOADER_FILE, ...MODULE_FILES].map((_, index) => `limber.tmp${index}`);
/** An update over the air that had begun: what it says of the slot is not so any more. */
const BEGUN_UPDATE_FILE = 'limber.new';
/** What another program left to be run at each start, before or instead of the loader. */
export const FOREIGN_START_FILES: readonly string[] = ['.bootrst', '.varimg', '.boot0', '.boot1', '.boot2', '.boot3'];
/** A file's header in Storage. */
const HEADER_BYTES = 32;
const SLOT_RECORD_BYTES = 100;

export const PLANNED_FILES: readonly string[] = [
  LOADER_FILE,
  ...MODULE_FILES,
  ...IMAGE_FILES,
  ...STAGED,
  BEGUN_UPDATE_FILE,
  ...FOREIGN_START_FILES,
];

export const crc32OfText = (text: string): number => crc32(Buffer.from(text, 'latin1'));
export const storedForm = (text: string): StoredFile => ({ bytes: text.length, crc32: crc32OfText(text) });
const isSame = (found: StoredFile | undefined, { bytes, crc32: crc }: StoredFile): boolean =>
  found?.bytes === bytes && found.crc32 === crc;

/** The slot that the firmware in force does not run from; slot a on a band without firmware. */
function freeSlot({ slots, files }: BandFacts, main: StoredFile): number {
  if (!slots) return 0;
  const runs = slots[RUNS]!;
  // The very same firmware, whole: nothing need move.
  return isSame(files.get(IMAGE_FILES[runs]!), main) ? runs : 1 - runs;
}

function switchedRecord(slots: SlotRecord | null, image: number, { bytes, crc32: crc }: StoredFile): SlotRecord {
  const record = slots ? [...slots] : [0, image, PROVEN, 0, 0, 0, 0];
  record[RUNS] = image;
  record[STANDING] = PROVEN;
  record[IMAGES + 2 * image] = bytes;
  record[IMAGES + 2 * image + 1] = crc;
  return record;
}

/**
 * Pure: what is written in which order.
 * @param modulesInPlace takes the least room: cut short, it leaves the firmware in force without a module until the next flash
 */
export function planFlash(
  facts: BandFacts,
  { main, loader, modules }: FirmwareImages,
  { modulesInPlace = false }: { readonly modulesInPlace?: boolean } = {},
): FlashPlan {
  const image = freeSlot(facts, storedForm(main));
  const slot = IMAGE_FILES[image]!;
  const isStored = (name: string, text: string): boolean => isSame(facts.files.get(name), storedForm(text));
  const uploads: Upload[] = [{ name: slot, place: slot, bytes: main, stored: isStored(slot, main) }];
  const copies: { from: string; to: string }[] = [];
  const placed: readonly ModuleImage[] = [...modules, { name: LOADER_FILE, bytes: loader }];
  const expected = new Map([[slot, storedForm(main)]]);
  for (const [index, { name, bytes }] of placed.entries()) {
    expected.set(name, storedForm(bytes));
    if (isStored(name, bytes)) continue;
    if (modulesInPlace && name !== LOADER_FILE) {
      uploads.push({ name, place: name, bytes, stored: false });
      continue;
    }
    const from = STAGED[index]!;
    uploads.push({ name: from, place: name, bytes, stored: isStored(from, bytes) });
    copies.push({ from, to: name });
  }
  const record = switchedRecord(facts.slots, image, storedForm(main));
  const name = nextSlotFile(record);
  const text = slotRecordText(record, crc32OfText);
  expected.set(name, storedForm(text));
  const erased = [...STAGED, BEGUN_UPDATE_FILE, ...FOREIGN_START_FILES].filter(
    (file) => facts.files.has(file) || uploads.some((upload) => upload.name === file),
  );
  return {
    slot,
    uploads,
    switch: { copies, record: { name, text }, erased },
    expected,
    bytesNeeded: room(uploads, copies),
  };
}

/** What comes free where modules in force are given up before they are written anew. */
export const modulesGivenUp = ({ uploads }: FlashPlan, { files }: BandFacts): { names: string[]; bytes: number } => {
  const names = uploads.flatMap(({ name }) => (MODULE_FILES.includes(name) && files.has(name) ? [name] : []));
  return { names, bytes: names.reduce((sum, name) => sum + files.get(name)!.bytes + HEADER_BYTES, 0) };
};

function room(uploads: readonly Upload[], copies: Switch['copies']): number {
  const sizeOf = (name: string): number => uploads.find((upload) => upload.name === name)?.bytes.length ?? 0;
  const written = uploads
    .filter(({ stored }) => !stored)
    .reduce((sum, { bytes }) => sum + bytes.length + HEADER_BYTES, 0);
  const copied = copies.reduce((sum, { from }) => sum + sizeOf(from) + HEADER_BYTES, 0);
  return written + copied + SLOT_RECORD_BYTES;
}

export interface Refusal {
  readonly code: 'tool/wrong-role' | 'tool/other-program';
  readonly text: string;
}

/** A band's role is what its wearer's pads, keys and records hang on: it changes only where somebody says so twice. */
export function refuseToFlash(facts: BandFacts, { role }: FirmwareImages, board: FlashBoard): Refusal | null {
  const was = facts.role ?? (facts.wasStim ? 'stim' : null);
  if (was !== null && was !== role)
    return {
      code: 'tool/wrong-role',
      text: `This ${board.title} is a ${was} band. With --role ${role} --force it becomes a ${role} band; what the ${was} band stored stays on it until it is wiped.`,
    };
  const foreign = FOREIGN_START_FILES.filter((name) => facts.files.has(name));
  if (foreign.length > 0)
    return {
      code: 'tool/other-program',
      text: `Another program has stored ${foreign.join(', ')} on this ${board.title}, which would run at each start. --force removes ${foreign.length === 1 ? 'it' : 'them'}.`,
    };
  return null;
}
