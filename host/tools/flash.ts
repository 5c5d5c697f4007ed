import { LimberError } from '../../protocol/limber-error.ts';
import { type InterpreterConsole, openConsole, type Patience } from './espruino-console.ts';
import type { ConsolePort } from './espruino-messages.ts';
import { makeRoom, readFacts, readGreatest, readLogFiles, readStored, switchOver } from './flash-band.ts';
import { type FlashBoard, flashBoardOf } from './flash-boards.ts';
import type { FirmwareImages, FirmwareRole } from './flash-images.ts';
import {
  type BandFacts,
  type FlashPlan,
  modulesGivenUp,
  planFlash,
  refuseToFlash,
  type StoredFile,
  storedForm,
  type Upload,
} from './flash-plan.ts';
import { type FlashStage, flashError, RECOVERY } from './flash-recovery.ts';

export interface FlashOrder {
  readonly port: ConsolePort;
  readonly board: FlashBoard;
  /** Absent: the role that the band has, motion on a fresh one. */
  readonly role: FirmwareRole | undefined;
  readonly images: (role: FirmwareRole) => FirmwareImages;
  /** A role may change, and start files of other programs be removed. */
  readonly force: boolean;
  /** Where there is no room, what the band measured and nobody read may be given up. */
  readonly forgetLog?: boolean;
  readonly onNote?: (line: string) => void;
  readonly onProgress?: (progress: FlashProgress) => void;
  /** Settles when somebody wants it to end early. */
  readonly wish?: Promise<void>;
}

export interface FlashProgress {
  readonly sentBytes: number;
  readonly allBytes: number;
  readonly file: string;
}

export interface FlashResult {
  readonly role: FirmwareRole;
  readonly version: string;
  readonly interpreter: string;
  readonly slot: string;
  readonly files: readonly (StoredFile & { readonly name: string; readonly written: boolean })[];
}

/** The first with packets, each of them acknowledged. */
const INTERPRETER_LEAST = { major: 2, minor: 25 };
const TRIES = 2;
const RESET_QUIET_MS = 500;
const RESTART_QUIET_MS = 200;

/** Somebody's wish. Perhaps in the middle of a packet: the interpreter would take anything else for a part of it. */
class Interruption extends Error {}

/**
 * Puts firmware on a band through its interpreter's console, and has the band start it. Until the last step the band starts what it
 * had before; keys, calibration, boot number, configuration and accounts are not touched.
 * @throws LimberError tool/…, link/port-unavailable
 */
export async function flash(order: FlashOrder): Promise<FlashResult> {
  const { port, board } = order;
  const until = orWish(order.wish);
  let stage: FlashStage = 'opening';
  let console: InterpreterConsole | undefined;
  try {
    console = await openConsole(port, until);
    stage = 'looking';
    refuseBoard(console.identity, board);
    const facts = await until(stopAndLook(console, order));
    const images = imagesFor(facts, order);
    const plan = await until(planWithRoom(console, facts, images, order));
    stage = 'writing';
    await until(sendAll(console, plan, order));
    stage = 'switching';
    await switchOver(console, plan.switch);
    stage = 'checking';
    await verify(console, plan.expected);
    await restart(console);
    return resultOf(console, plan, images);
  } catch (cause) {
    if (cause instanceof Interruption) throw interrupted(stage);
    // What it had is started again, wherever it can still be told to.
    if (console) await restart(console);
    throw flashError(cause, stage, board, port.path);
  } finally {
    await console?.close();
  }
}

function refuseBoard({ board: found, version }: InterpreterConsole['identity'], board: FlashBoard): void {
  if (found !== board.environment) {
    const known = flashBoardOf(found);
    const there = known ? `a ${known.title}: --device ${known.name}` : `${found}, which Limber has no firmware for`;
    throw new LimberError('tool/wrong-board', `This is no ${board.title}. At the port is ${there}.`);
  }
  const [, major = 0, minor = 0] = (/^(\d+)v(\d+)/.exec(version) ?? []).map(Number);
  const { major: least, minor: leastMinor } = INTERPRETER_LEAST;
  if (major > least || (major === least && minor >= leastMinor)) return;
  throw new LimberError(
    'tool/interpreter-too-old',
    `The ${board.title} has Espruino ${version}; flashing needs 2v25 or newer, which acknowledges every packet.`,
  );
}

/** It has answered, so no Ctrl-C is due: reset() ends what runs, frees the memory and lets every output go. */
async function stopAndLook(console: InterpreterConsole, { board, onNote }: FlashOrder): Promise<BandFacts> {
  if (board.roles.includes('stim'))
    onNote?.('The firmware on the band is stopped: if it was stimulating, its front-end falls to zero by itself');
  await console.type('\x10reset();\n', RESET_QUIET_MS);
  return readFacts(console);
}

function imagesFor(facts: BandFacts, { role, board, images, force }: FlashOrder): FirmwareImages {
  const chosen = images(role ?? facts.role ?? (facts.wasStim ? 'stim' : 'motion'));
  if (!board.roles.includes(chosen.role))
    throw new LimberError('tool/wrong-role', `A ${board.title} cannot be a ${chosen.role} band.`);
  const refusal = refuseToFlash(facts, chosen, board);
  // Named and confirmed; a role that nobody named is the one the band has.
  if (refusal && !force) throw new LimberError(refusal.code, refusal.text);
  return chosen;
}

/** Modules wait beside the old ones where there is room for both. @throws LimberError tool/no-room */
async function planWithRoom(
  console: InterpreterConsole,
  facts: BandFacts,
  images: FirmwareImages,
  { forgetLog, onNote }: FlashOrder,
): Promise<FlashPlan> {
  const staged = planFlash(facts, images);
  if (facts.freeBytes >= staged.bytesNeeded) return staged;
  const inPlace = planFlash(facts, images, { modulesInPlace: true });
  const givenUp = modulesGivenUp(inPlace, facts);
  const replaced = staged.uploads.filter(({ stored }) => !stored).map(({ name }) => name);
  let freeBytes = await makeRoom(console, replaced);
  if (freeBytes + givenUp.bytes < inPlace.bytesNeeded && forgetLog) {
    onNote?.('There is no room: the log of the band is given up');
    freeBytes = await makeRoom(console, await readLogFiles(console));
  }
  if (freeBytes >= staged.bytesNeeded) return staged;
  if (freeBytes + givenUp.bytes >= inPlace.bytesNeeded) {
    onNote?.(
      'There is no room for old and new modules side by side: the old ones go first. If this is cut short, flash again; until then the band may log nothing and take no update over the air',
    );
    await makeRoom(console, givenUp.names);
    return inPlace;
  }
  throw new LimberError(
    'tool/no-room',
    `The band has ${freeBytes} bytes free and needs ${inPlace.bytesNeeded - givenUp.bytes}; its greatest files are ${await readGreatest(console)}. Nothing that it needs was changed. --forget-log gives up what it measured while nobody listened.`,
  );
}

async function sendAll(console: InterpreterConsole, { uploads }: FlashPlan, order: FlashOrder): Promise<void> {
  const waiting = uploads.filter(({ stored }) => !stored);
  const allBytes = waiting.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let before = 0;
  for (const upload of waiting) {
    const tell = (sent: number): void => order.onProgress?.({ sentBytes: before + sent, allBytes, file: upload.place });
    await sendVerified(console, upload, tell);
    before += upload.bytes.length;
    tell(0);
  }
}

async function sendVerified(
  console: InterpreterConsole,
  { name, bytes }: Upload,
  tell: (sent: number) => void,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    await console.send(name, bytes, tell);
    try {
      await verify(console, new Map([[name, storedForm(bytes)]]));
      return;
    } catch (cause) {
      if (tries === TRIES || !(cause instanceof LimberError)) throw cause;
    }
  }
}

async function verify(console: InterpreterConsole, expected: ReadonlyMap<string, StoredFile>): Promise<void> {
  const stored = await readStored(console, [...expected.keys()]);
  for (const [name, { bytes, crc32 }] of expected) {
    const found = stored.get(name);
    if (found?.bytes === bytes && found.crc32 === crc32) continue;
    const there = found ? `${found.bytes} bytes with CRC-32 ${hex(found.crc32)}` : 'nothing';
    throw new LimberError(
      'tool/flash-not-verified',
      `${name} should be ${bytes} bytes with CRC-32 ${hex(crc32)}; the band has stored ${there}.`,
    );
  }
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');

/** The console goes away with it. */
async function restart(console: InterpreterConsole): Promise<void> {
  await console.type('\x10E.reboot();\n', RESTART_QUIET_MS).catch(() => {});
}

function orWish(wish: Promise<void> = new Promise(() => {})): Patience {
  return (work) => {
    const asked = wish.then((): never => {
      throw new Interruption();
    });
    return Promise.race([work, asked]);
  };
}

const interrupted = (stage: FlashStage): LimberError =>
  new LimberError('tool/flash-interrupted', `Interrupted. ${RECOVERY[stage]}`);

function resultOf(
  { identity }: InterpreterConsole,
  { slot, uploads, expected, switch: change }: FlashPlan,
  { role, version }: FirmwareImages,
): FlashResult {
  const written = new Set([
    ...uploads.filter(({ stored }) => !stored).map(({ name }) => name),
    ...change.copies.map(({ to }) => to),
    change.record.name,
  ]);
  const files = [...expected].map(([name, form]) => ({ name, ...form, written: written.has(name) }));
  return { role, version, interpreter: identity.version, slot, files };
}
