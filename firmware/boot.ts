import {
  IMAGE_FILES,
  IMAGES,
  INSTALLED,
  LAST_RESORT,
  NONE_BEGINS,
  nextSlotFile,
  ON_TRIAL,
  PROVEN,
  RUNS,
  readSlotRecord,
  type SlotRecord,
  STANDING,
  slotRecordText,
} from '../protocol/slot-record.ts';

/** A firmware on trial that nobody told HEALTHY in this time gives way to the one before it. It never drives a stimulator meanwhile. */
const TRIAL_MS = 300000;

const storage = builtinModule('Storage');
const world = globalThis as LoaderWord;
function readFile(name: string): string | undefined {
  return storage.read(name);
}

function currentRecord(): SlotRecord | null {
  return readSlotRecord(readFile, E.CRC32);
}

function keepRecord(record: SlotRecord): void {
  storage.write(nextSlotFile(record), slotRecordText(record, E.CRC32));
}

function isWhole(record: SlotRecord, image: number): boolean {
  const at = IMAGES + 2 * image;
  const text = record[at] ? storage.read(IMAGE_FILES[image]) : '';
  return !!text && text.length === record[at] && E.CRC32(text) === record[at + 1];
}

/** The image that failed its trial never runs again; only the same update anew makes it do so. */
function goBack(record: SlotRecord, standing: number): void {
  const failed = record[RUNS];
  if (record[STANDING] === ON_TRIAL) record[IMAGES + 2 * failed] = 0;
  record[RUNS] = 1 - failed;
  record[STANDING] = standing;
  keepRecord(record);
}

/** @returns the image to run; -1 for none */
function chooseImage(record: SlotRecord): number {
  const runs = record[RUNS];
  if (record[STANDING] === NONE_BEGINS) {
    record[STANDING] = LAST_RESORT;
    keepRecord(record);
    return -1;
  }
  const isDamaged = !isWhole(record, runs);
  if ((isDamaged || record[STANDING] === ON_TRIAL) && isWhole(record, 1 - runs)) goBack(record, PROVEN);
  else if (isDamaged) return -1;
  else if (record[STANDING] === INSTALLED) {
    record[STANDING] = ON_TRIAL;
    keepRecord(record);
  }
  return record[RUNS];
}

function endTrial(): void {
  const record = currentRecord();
  if (record && record[STANDING] === ON_TRIAL) E.reboot();
}

/** A restart takes back what the image began to do to timers and pins. */
function leaveImage(record: SlotRecord): void {
  if (record[STANDING] !== LAST_RESORT && isWhole(record, 1 - record[RUNS])) goBack(record, LAST_RESORT);
  else {
    record[STANDING] = NONE_BEGINS;
    keepRecord(record);
  }
  E.reboot();
}

function begin(record: SlotRecord, image: number): string {
  const isTrial = record[STANDING] === ON_TRIAL;
  if (isTrial) setTimeout(endTrial, TRIAL_MS);
  world.limberOnTrial = isTrial;
  return IMAGE_FILES[image];
}

/** Nothing is driven, and over the air there is no console: only a cable helps. */
function waitForCable(): void {
  NRF.setServices({}, { uart: false });
  NRF.setAdvertising({}, { name: 'Limber needs flashing', interval: 1000 });
  print('Limber: no firmware here that runs. On this cable: limber flash');
}

/** What firmware/build/band-parts.ts puts behind this file runs the image that is named, outside of every function. */
function load(): string {
  const record = currentRecord();
  if (!record) waitForCable();
  else if (world.limberThrew) leaveImage(record);
  else {
    const image = chooseImage(record);
    if (image >= 0) return begin(record, image);
    waitForCable();
  }
  return '';
}

world.limberImage = load();
