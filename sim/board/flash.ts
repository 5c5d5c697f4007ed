/** The band's flash: files by name. It outlives every reboot of the board that holds it. */
export interface SimulatedFlash {
  read(name: string): string | undefined;
  /** @returns false when it is full. */
  write(name: string, data: string): boolean;
  erase(name: string): void;
  list(): string[];
  /** Changes a file behind the firmware's back; nothing wears, nothing fails. */
  put(name: string, data: string): void;
  /** Next writes fail, as on worn flash. */
  failWrites(fails: boolean): void;
  contents(): Record<string, string>;
}

/** @param bytes room for names and data together: 40 kB on a Puck.js, 2 MB on a XIAO. */
export function createFlash(bytes: number, contents: Readonly<Record<string, string>> = {}): SimulatedFlash {
  const files = new Map(Object.entries(contents));
  let fails = false;
  const usedBytes = (): number => [...files].reduce((sum, [name, data]) => sum + name.length + data.length, 0);
  return {
    read: (name) => files.get(name),
    write: (name, data) => {
      if (fails || usedBytes() - (files.get(name)?.length ?? 0) + name.length + data.length > bytes) return false;
      files.set(name, data);
      return true;
    },
    put: (name, data) => void files.set(name, data),
    erase: (name) => void files.delete(name),
    list: () => [...files.keys()],
    failWrites: (value) => {
      fails = value;
    },
    contents: () => Object.fromEntries(files),
  };
}
