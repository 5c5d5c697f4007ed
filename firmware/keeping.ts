const storage = builtinModule('Storage');

export const CONFIGURATION_FILE = 'cfg';
export const CALIBRATION_FILE = 'cal';

/** @param file behind `limber.` @returns empty where there is none */
export function kept(file: string): string {
  return storage.read('limber.' + file) || '';
}

/** @returns false where flash did not take it. */
export function keep(file: string, text: string): boolean {
  try {
    if (text) storage.write('limber.' + file, text);
    else storage.erase('limber.' + file);
  } catch {
    // Judged by what is there now.
  }
  return kept(file) === text;
}
