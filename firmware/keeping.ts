const storage = builtinModule('Storage');

export const CONFIGURATION_FILE = 'limber.cfg';
export const CALIBRATION_FILE = 'limber.cal';

/** Empty where there is none. */
export function kept(file: string): string {
  return storage.read(file) || '';
}

/** @returns false where flash did not take it. */
export function keep(file: string, text: string): boolean {
  try {
    if (text) storage.write(file, text);
    else storage.erase(file);
  } catch {
    // Judged by what is there now.
  }
  return kept(file) === text;
}
