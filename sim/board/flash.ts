/** The band's flash: files by name. It outlives every reboot of the board that holds it. */
export interface SimulatedFlash {
  /** A part of a file, where one is named. */
  read(name: string, offset?: number, length?: number): string | undefined;
  /**
   * A whole file; in pieces where `size` is given: what was not written yet reads as 0xFF.
   * @returns false when it is full.
   * @throws Error where other data stands already, as an erased flash would not
   */
  write(name: string, data: string, offset?: number, size?: number): boolean;
  erase(name: string): void;
  list(): string[];
  /** Changes a file behind the firmware's back; nothing wears, nothing fails. */
  put(name: string, data: string): void;
  /** Next writes fail, as on worn flash. */
  failWrites(fails: boolean): void;
  /**
   * Power goes in the middle of a write to come (0: the next one), when this share of its bytes stands; below 0: when the file that was
   * there is gone and the new one has not begun. Until `powerUp` nothing is written any more.
   */
  cutPower(writesBefore: number, share: number, onCut: () => void): void;
  powerUp(): void;
  contents(): Record<string, string>;
}

const ERASED = '\xff';

interface PowerCut {
  writesBefore: number;
  readonly share: number;
  readonly onCut: () => void;
}

/** @param bytes room for names and data together: 40 kB on a Puck.js, 2 MB on a XIAO. */
export function createFlash(bytes: number, contents: Readonly<Record<string, string>> = {}): SimulatedFlash {
  const files = new Map(Object.entries(contents));
  let fails = false;
  let isDark = false;
  let cut: PowerCut | undefined;
  const usedBytes = (): number => [...files].reduce((sum, [name, data]) => sum + name.length + data.length, 0);
  const place = (name: string, data: string, offset: number, size: number): void => {
    const before = offset > 0 ? files.get(name)! : ERASED.repeat(size);
    files.set(name, before.slice(0, offset) + data + before.slice(offset + data.length));
  };
  const goDark = ({ share, onCut }: PowerCut, name: string, data: string, offset: number, size: number): never => {
    cut = undefined;
    isDark = true;
    if (offset === 0) files.delete(name);
    if (share >= 0) place(name, data.slice(0, Math.floor(share * data.length)), offset, size);
    onCut();
    throw new Error('power is gone');
  };
  return {
    read: (name, offset = 0, length) =>
      files.get(name)?.slice(offset, length === undefined ? undefined : offset + length),
    write: (name, data, offset = 0, given = 0) => {
      const size = given || data.length;
      const before = files.get(name);
      if (isDark) return false;
      if (fails) return false;
      if (offset === 0 && before === data) return true;
      if (offset > 0 && before === undefined) throw new Error('Unable to find or create file');
      if (offset > 0 && offset + data.length > before!.length) throw new Error('Too much data for file size');
      if (offset > 0 && /[^\xff]/.test(before!.slice(offset, offset + data.length)))
        throw new Error('File already written with different data');
      if (offset === 0 && usedBytes() - (before?.length ?? 0) + name.length + size > bytes) return false;
      if (cut && cut.writesBefore-- === 0) goDark(cut, name, data, offset, size);
      place(name, data, offset, size);
      return true;
    },
    put: (name, data) => void files.set(name, data),
    erase: (name) => {
      if (!isDark) files.delete(name);
    },
    list: () => [...files.keys()],
    failWrites: (value) => {
      fails = value;
    },
    cutPower: (writesBefore, share, onCut) => {
      cut = { writesBefore, share, onCut };
    },
    powerUp: () => {
      isDark = false;
    },
    contents: () => Object.fromEntries(files),
  };
}
