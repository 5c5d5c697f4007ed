import type { LibraryMessage } from './radio-library.ts';

/** The program of a process of its own, which radio-library.ts starts and ends; no radio is touched. */
const tell = (message: LibraryMessage): void => void process.send?.(message);

// Without whoever asked there is nothing to do here.
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => {
  tell({ kind: 'failed', message: error.message });
  process.exit(1);
});

try {
  // Its types are declared under another name than the one it is installed under.
  const { withBindings } = (await import('noble' as string)) as { withBindings(bindings: 'default'): unknown };
  withBindings('default');
  tell({ kind: 'loaded' });
} catch (error) {
  tell({ kind: 'failed', message: (error as Error).message });
}
