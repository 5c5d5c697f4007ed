import type { SimulatedFlash } from './board/flash.ts';

/** A file's header in Storage. */
const HEADER_BYTES = 32;

/** `require('Storage')` as the console of an interpreter has it: files are written piece by piece. */
export interface ConsoleStorage {
  read(name: string, offset?: number, length?: number): string | undefined;
  write(name: string, data: string, offset?: number, size?: number): boolean;
  erase(name: string): void;
  eraseAll(): void;
  list(): string[];
  getFree(): number;
  compact(): void;
}

export interface StorageFaults {
  /** A bit of what is written to this file is stored the other way round, this many times. */
  bends: { readonly name: string; times: number } | null;
  /** Nothing more fits. */
  full: boolean;
}

export function createConsoleStorage(flash: SimulatedFlash, allBytes: number, faults: StorageFaults): ConsoleStorage {
  const used = (): number => flash.list().reduce((sum, name) => sum + HEADER_BYTES + flash.read(name)!.length, 0);
  const getFree = (): number => (faults.full ? 0 : Math.max(0, allBytes - used()));
  const bent = (name: string, data: string): string => {
    if (faults.bends?.name !== name || faults.bends.times === 0) return data;
    faults.bends.times--;
    return String.fromCharCode(data.charCodeAt(0) ^ 1) + data.slice(1);
  };
  const write = (name: string, data: string, offset = 0, size = 0): boolean => {
    const isNew = offset === 0 && flash.read(name) !== data;
    if (isNew && getFree() < (size || data.length) + HEADER_BYTES) throw new Error('Unable to find or create file');
    if (!flash.write(name, bent(name, data), offset, size)) throw new Error('Unable to find or create file');
    return true;
  };
  return {
    read: (name, offset, length) => flash.read(name, offset, length),
    write: (name, data, offset, size) => write(name, `${data}`, offset, size),
    erase: (name) => flash.erase(name),
    eraseAll: () => flash.list().forEach(flash.erase),
    list: () => flash.list(),
    getFree,
    compact: () => {},
  };
}
