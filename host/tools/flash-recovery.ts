import type { ErrorCode } from '../../protocol/error-catalogue.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import { portWords } from '../connect/port-words.ts';
import { ConsoleTrouble } from './espruino-console.ts';
import type { ConsoleFailure } from './espruino-messages.ts';
import type { FlashBoard } from './flash-boards.ts';

/** How far a flash had come when it ended. */
export type FlashStage = 'opening' | 'looking' | 'writing' | 'switching' | 'checking';

/** What the engineer must know when a flash ends at this stage: which firmware starts now, and what to do. */
export const RECOVERY: Readonly<Record<FlashStage, string>> = {
  opening: 'Nothing was changed.',
  looking: 'Nothing was changed; restart the band, and it starts what it had.',
  writing:
    'The firmware that was there is untouched: restart the band, and it starts that. Run the command again to go on.',
  switching:
    'The band was just changing over: restart it and run the command again. It starts the old firmware or the new one; if neither, its console is open and the command works as before.',
  checking:
    'The new firmware is in place, but was not read back: run the command again, which changes only what differs.',
};

/** How a console failed, as an error of the catalogue with what to do next. */
export function flashError(trouble: unknown, stage: FlashStage, board: FlashBoard, port: string): unknown {
  if (!(trouble instanceof ConsoleTrouble)) return trouble;
  const { failure, message } = trouble;
  const said = (code: ErrorCode, text: string): LimberError => new LimberError(code, text, { cause: trouble });
  if (stage === 'opening') return said(OPENING_CODES[failure], openingWords(failure, message, board, port));
  if (failure === 'garbage' || failure === 'refused')
    return said(
      'tool/console-garbage',
      `${board.title} at ${port} did not do as it was asked (${message}). ${RECOVERY[stage]}`,
    );
  return said('tool/flash-interrupted', `${board.title} at ${port} went away (${message}). ${RECOVERY[stage]}`);
}

const OPENING_CODES: Readonly<Record<ConsoleFailure, ErrorCode>> = {
  'no-port': 'link/port-unavailable',
  'no-radio': 'tool/radio-unavailable',
  'no-package': 'tool/package-unusable',
  unplugged: 'link/port-unavailable',
  silent: 'tool/console-silent',
  garbage: 'tool/console-garbage',
  refused: 'tool/console-garbage',
};

function openingWords(failure: ConsoleFailure, said: string, board: FlashBoard, port: string): string {
  switch (failure) {
    case 'no-port':
    case 'unplugged':
      return `${port} could not be opened: ${portWords(said)}.`;
    case 'no-radio':
      return `Bluetooth cannot be used for ${port}: ${said}. Switch an adapter on; on Linux allow this Node to use it: sudo setcap cap_net_raw+eip "$(readlink -f "$(which node)")".`;
    case 'no-package':
      return `The espruino package cannot be used: ${said}.`;
    case 'silent':
      return `No console answers at ${port}. Release firmware keeps it closed; start the ${board.title} without it: ${lowerFirst(board.startBare)}.`;
    default:
      return `What answers at ${port} is no Espruino console (${said}). Check port and speed, or start the ${board.title} without its firmware: ${lowerFirst(board.startBare)}.`;
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
