import { crc32 } from '../protocol/crc32.ts';
import { IMAGE_FILES, nextSlotFile, PROVEN, type SlotRecord, slotRecordText } from '../protocol/slot-record.ts';
import { type BundleRole, readBuiltFile, readFirmwareBundle } from './firmware-bundle.ts';

const crcOf = (text: string): number => crc32(Buffer.from(text, 'latin1'));

/** The files of a band that was flashed by cable: loader, update service, the firmware in its first slot. @throws LimberError firmware/not-built */
export function flashedFiles(role: BundleRole): Record<string, string> {
  const firmware = readFirmwareBundle(role);
  const record: SlotRecord = [0, 0, PROVEN, firmware.length, crcOf(firmware), 0, 0];
  const file = nextSlotFile(record);
  return {
    '.bootcde': readBuiltFile('boot.js'),
    'limber.srv': readBuiltFile('service.js'),
    ...(role === 'motion' ? { 'limber.rec': readBuiltFile('log.js') } : {}),
    [IMAGE_FILES[0]!]: firmware,
    [file]: slotRecordText(record, crcOf),
  };
}
