/** Bytes as Storage keeps them: one character each. For short files; each byte costs an Espruino half a millisecond. */
export function readBytes(file: string): Uint8Array | null {
  const text = builtinModule('Storage').read(file);
  if (!text) return null;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

/** @returns false when it does not read back as it was written, whatever Storage has to say of that. */
export function writeText(file: string, text: string): boolean {
  const storage = builtinModule('Storage');
  try {
    storage.write(file, text);
  } catch {
    return false;
  }
  return storage.read(file) === text;
}

/** @returns false when it is still there. */
export function eraseFile(file: string): boolean {
  const storage = builtinModule('Storage');
  storage.erase(file);
  return !storage.read(file);
}
