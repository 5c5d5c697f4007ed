const FILE = 'limber.boot';

/** Counts the starts of this band: a number that no earlier start had, kept in flash. */
export function nextBootNumber(): number {
  const storage = builtinModule('Storage');
  const boot = parseInt(storage.read(FILE) ?? '0', 10) + 1;
  storage.write(FILE, '' + boot);
  return boot;
}
