import { LimberError } from '../../protocol/limber-error.ts';
import { EXIT } from './exit-code.ts';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const ERASE = ['\u007f', '\b'];

/** Asks on the terminal; what is typed is not shown. @throws LimberError keys/passphrase-missing where nobody can be asked */
export async function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY)
    throw new LimberError(
      'keys/passphrase-missing',
      'A passphrase is needed: set LIMBER_PASSPHRASE, or give --passphrase-file.',
    );
  // Before the question: who answers at once is not echoed either.
  stdin.setRawMode(true);
  stdin.setEncoding('utf8').resume();
  stderr.write(question);
  try {
    return await typedLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

function typedLine(stdin: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve) => {
    let letters: string[] = [];
    const hear = (typed: string): void => {
      // A paste brings many at once.
      for (const letter of typed) {
        if (letter === CTRL_C) giveUp(stdin);
        if (letter === '\r' || letter === '\n' || letter === CTRL_D) {
          stdin.off('data', hear);
          resolve(letters.join(''));
          return;
        }
        if (ERASE.includes(letter)) letters = letters.slice(0, -1);
        else letters.push(letter);
      }
    };
    stdin.on('data', hear);
  });
}

/** Raw terminals send no signal. */
function giveUp(stdin: NodeJS.ReadStream): never {
  stdin.setRawMode(false);
  process.stderr.write('\n');
  process.exit(EXIT.cutShort);
}
