import type { ConsoleCall, ConsoleReport } from './espruino-messages.ts';
import { EspruinoConsole } from './espruino-session.ts';

/**
 * The process that holds the `espruino` package: it leaves globals and patches those of the language. Started by
 * espruino-console.ts; it ends with its parent, and leaves an interruption from the keyboard to it.
 */
const tell = (report: ConsoleReport): void => void process.send?.(report);
const session = new EspruinoConsole((sent) => tell({ sent }));

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => session.fail('unplugged', error.message));
process.on('message', ({ id, ...request }: ConsoleCall) => {
  session.answer(request).then(
    (value) => tell({ id, ok: true, value }),
    (cause: unknown) => tell({ id, ok: false, ...session.failureOf(cause) }),
  );
});
